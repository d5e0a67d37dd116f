//! Who waits: the callback that a context was lent to.

use std::sync::Arc;

use crate::analysis::WaitMode;
use crate::facts::CallbackFacts;
use crate::life::{ClientName, Current, Life, Noted, WaitEntry, current};

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

    /// That it waits for a client's reply, for reports.
    pub(super) fn waits_on(&self, client: &Arc<ClientName>, owner: &Life, blocking: bool) -> WaitEntry {
        self.noted(owner, blocking).on(client, owner.instance)
    }

    /// The same, before it is said on which client.
    pub(super) fn noted(&self, owner: &Life, blocking: bool) -> Noted {
        let who = self.who();
        let blocking = blocking || who.is_some_and(|who| who.mode == WaitMode::Blocking);
        Noted { who, blocking, since: owner.exec.now() }
    }

    pub(crate) fn facts(&self) -> Option<&'static CallbackFacts<'static>> {
        self.callback.map(|own| &self.life.facts.callbacks[own.callback])
    }
}

/// Hides who asks from the public trait.
#[doc(hidden)]
pub struct AskerRef<'a>(pub(crate) &'a Asker);
