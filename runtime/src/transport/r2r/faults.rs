//! Counts what can not be decoded.

use std::mem::{Discriminant, discriminant};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use super::super::cdr::Error;
use crate::rt::sync::lock;

/// What one endpoint could not decode.
#[derive(Default)]
pub(super) struct Faults {
    count: AtomicU64,
    /// The kinds that were logged.
    said: Mutex<Vec<Discriminant<Error>>>,
}

impl Faults {
    pub(super) fn count(&self) -> u64 {
        self.count.load(Ordering::Relaxed)
    }

    /// Counts a fault, and logs the first one of its kind.
    pub(super) fn add(&self, name: &str, error: &Error) {
        self.count.fetch_add(1, Ordering::Relaxed);
        let mut said = lock(&self.said);
        if !said.contains(&discriminant(error)) {
            said.push(discriminant(error));
            drop(said);
            tracing::warn!(name, %error, "something malformed is dropped and counted; others like it silently");
        }
    }
}
