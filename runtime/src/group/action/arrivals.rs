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

/// The goals that wait for their clients, each at the most [`FINDING`], in the order in which they were accepted. They
/// begin in that order, too.
#[derive(Default)]
pub(super) struct Arrivals {
    goals: VecDeque<Arrival>,
    /// Who has sent a goal, and wants no feedback.
    deaf: VecDeque<u64>,
}

struct Arrival {
    place: Place,
    sender: u64,
    /// Whether the client hears it, where it does in time; `None` where that is not waited for, or no longer.
    heard: Option<BoxFuture<'static, bool>>,
}

impl Arrivals {
    pub(super) fn is_empty(&self) -> bool {
        self.goals.is_empty()
    }

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
        let heard: BoxFuture<'static, bool> = Box::pin(async move { heard.await.is_some() });
        self.goals.push_back(Arrival { place, sender, heard: Some(heard) });
    }

    /// A goal waits for those before it alone.
    pub(super) fn add_behind(&mut self, place: Place, sender: u64) {
        self.goals.push_back(Arrival { place, sender, heard: None });
    }

    /// Gives those to `begin` that wait no longer; whether there were any.
    pub(super) fn poll(&mut self, context: &mut Context<'_>, begin: impl Fn(Place)) -> bool {
        for Arrival { sender, heard, .. } in &mut self.goals {
            let Some(Poll::Ready(is_heard)) = heard.as_mut().map(|heard| heard.as_mut().poll(context)) else {
                continue;
            };
            *heard = None;
            if !is_heard && !self.deaf.contains(sender) {
                if self.deaf.len() == MAX_DEAF {
                    self.deaf.pop_front();
                }
                self.deaf.push_back(*sender);
            }
        }
        let mut any = false;
        while let Some(arrival) = self.goals.pop_front_if(|arrival| arrival.heard.is_none()) {
            begin(arrival.place);
            any = true;
        }
        any
    }
}
