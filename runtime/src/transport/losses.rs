//! Losses of several ends as one.

use std::sync::Arc;

use super::Losses;

/// The losses of several ends, which are one entity to its user.
pub(crate) struct Together(pub(crate) Vec<Arc<dyn Losses>>);

impl Together {
    fn sum(&self, of: impl Fn(&dyn Losses) -> u64) -> u64 {
        self.0.iter().map(|losses| of(&**losses)).sum()
    }
}

impl Losses for Together {
    fn lost(&self) -> u64 {
        self.sum(|losses| losses.lost())
    }

    fn incompatible(&self) -> u64 {
        self.sum(|losses| losses.incompatible())
    }

    fn malformed(&self) -> u64 {
        self.sum(|losses| losses.malformed())
    }

    fn mistyped(&self) -> u64 {
        self.sum(|losses| losses.mistyped())
    }

    fn waiting(&self) -> usize {
        self.0.iter().map(|losses| losses.waiting()).sum()
    }
}
