//! Calls that are given up, and whose replies are wanted all the same: what they have begun is to be undone.

use std::collections::VecDeque;

use crate::message::Service;
use crate::transport::CallId;

/// How many there are at the most: where no server answers, they would be ever more.
const MAX_LATE: usize = 64;

/// What is done with a reply that comes when its caller has given up.
pub(super) type Late<S> = Box<dyn FnOnce(<S as Service>::Response) + Send>;

/// The calls of one client, the newest [`MAX_LATE`].
pub(super) struct LateCalls<S: Service>(VecDeque<(CallId, Late<S>)>);

impl<S: Service> Default for LateCalls<S> {
    fn default() -> Self {
        LateCalls(VecDeque::new())
    }
}

impl<S: Service> LateCalls<S> {
    /// Keeps one; the oldest goes where it is one too many.
    pub(super) fn add(&mut self, call: CallId, late: Late<S>) -> Option<(CallId, Late<S>)> {
        self.0.push_back((call, late));
        if self.0.len() > MAX_LATE { self.0.pop_front() } else { None }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A reply has come.
    pub(super) fn take(&mut self, call: CallId) -> Option<Late<S>> {
        let place = self.0.iter().position(|(other, _)| *other == call)?;
        self.0.remove(place).map(|(_, late)| late)
    }
}
