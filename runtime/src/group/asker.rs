//! Who waits: the callback that a context was lent to.

use std::sync::Arc;

use crate::life::Life;

/// Who asks: the callback that a context was lent to.
#[derive(Clone)]
pub(crate) struct Asker {
    pub(crate) life: Arc<Life>,
    pub(crate) callback: Option<&'static str>,
    pub(crate) group: Option<&'static str>,
}

/// Hides who asks from the public trait.
#[doc(hidden)]
pub struct AskerRef<'a>(pub(crate) &'a Asker);
