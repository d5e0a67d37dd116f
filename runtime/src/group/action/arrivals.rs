//! Goals whose clients can not hear their feedback yet.

use std::collections::VecDeque;
use std::task::{Context, Poll};
use std::time::Duration;

use super::entry::Place;
use crate::rt::BoxFuture;

/// How long a client that has sent a goal may take to hear the feedback. On a wire its ends are found one by one, so that
/// the first feedback of its first goal would be lost.
pub(super) const FINDING: Duration = Duration::from_millis(200);

/// How many clients are remembered that did not want to hear it.
const MAX_DEAF: usize = 64;

/// The goals that wait for their clients, each at the most [`FINDING`].
#[derive(Default)]
pub(super) struct Arrivals {
    goals: Vec<Arrival>,
    /// Who has sent a goal, and wants no feedback.
    deaf: VecDeque<u64>,
}

struct Arrival {
    place: Place,
    sender: u64,
    /// Whether the client hears it, where it does in time.
    heard: BoxFuture<'static, bool>,
}

impl Arrivals {
    /// Whether somebody is known not to want feedback.
    pub(super) fn is_deaf(&self, sender: u64) -> bool {
        self.deaf.contains(&sender)
    }

    /// A goal waits until `heard` is ready: `None` where that is too late.
    pub(super) fn add(
        &mut self,
        place: Place,
        sender: u64,
        heard: impl Future<Output = Option<()>> + Send + 'static,
    ) {
        let heard = Box::pin(async move { heard.await.is_some() });
        self.goals.push(Arrival { place, sender, heard });
    }

    /// Gives those to `begin` that wait no longer; whether there were any.
    pub(super) fn poll(&mut self, context: &mut Context<'_>, begin: impl Fn(Place)) -> bool {
        let before = self.goals.len();
        let Arrivals { goals, deaf } = self;
        goals.retain_mut(|Arrival { place, sender, heard }| {
            let Poll::Ready(is_heard) = heard.as_mut().poll(context) else { return true };
            if !is_heard {
                if deaf.len() == MAX_DEAF {
                    deaf.pop_front();
                }
                deaf.push_back(*sender);
            }
            begin(*place);
            false
        });
        self.goals.len() < before
    }
}
