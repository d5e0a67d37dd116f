//! Who waits: the callback that a context was lent to.

use std::sync::Arc;

use crate::facts::CallbackFacts;
use crate::life::{Current, Life, current};

/// Who asks: the callback that a context was lent to, if it is one's.
#[derive(Clone)]
pub(crate) struct Asker {
    pub(crate) life: Arc<Life>,
    pub(crate) callback: Option<Current>,
}

impl Asker {
    /// Who waits where this one's context is used: the callback whose code runs, whatever context it holds. Where none
    /// does, the context's: it is only ever lent, so that its callback has not returned.
    pub(crate) fn who(&self) -> Option<Current> {
        current().or(self.callback)
    }

    pub(crate) fn facts(&self) -> Option<&'static CallbackFacts<'static>> {
        self.callback.map(|own| &self.life.facts.callbacks[own.callback])
    }
}

/// Hides who asks from the public trait.
#[doc(hidden)]
pub struct AskerRef<'a>(pub(crate) &'a Asker);
