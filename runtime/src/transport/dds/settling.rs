//! Readers that were found for writers of ours, and do not count yet.
//!
//! RustDDS tells that it has found a reader before the reader has heard of the writer. What is sent in between is not
//! lost with most readers. But a volatile reader of Cyclone DDS takes what the first heartbeat that it hears names for
//! history, and confirms it unread: a frame that was sent before, and of a burst also frames behind those that came with
//! that heartbeat. So such a reader counts when it has confirmed the frame that volatile writers begin with
//! (`Writer::begin`). Transient local writers can not begin with one, so it counts there when it has had time enough.
//! Others count after a while.

use std::sync::{Arc, Mutex};
use std::task::Context;
use std::time::{Duration, Instant};

use super::gid::Gid;
use super::matches::{Asked, Matches};
use super::rpc;
use crate::rt::sync::lock;

/// How long after it was found a reader counts, at least: it has to find the writer, too.
const FINDING: Duration = Duration::from_millis(50);
/// The same for one that takes for history what it hears of first, where the writer has nothing for it to confirm.
const FINDING_IN_VAIN: Duration = Duration::from_millis(500);
/// How long it may take to confirm. Another reader that hangs keeps it from being known.
const CONFIRMING: Duration = Duration::from_secs(5);

#[derive(Default)]
pub(super) struct Settling(Mutex<Vec<Pair>>);

/// A reader, and the writer of ours that it was found for.
struct Pair {
    own: Gid,
    peer: Gid,
    since: Instant,
    asked: Asked,
    wants: Wants,
}

/// What a reader takes of what was sent before it came.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wants {
    Everything,
    News,
}

impl Settling {
    pub(super) fn add(&self, own: Gid, peer: Gid, wants: Wants) {
        let asked = if rpc::is_cyclone(peer.prefix()) { Asked::NotYet } else { Asked::Done };
        lock(&self.0).push(Pair { own, peer, since: Instant::now(), asked, wants });
    }

    pub(super) fn remove(&self, is_gone: impl Fn(Gid) -> bool) {
        lock(&self.0).retain(|pair| !is_gone(pair.peer));
    }

    /// Returns those that have settled, in the order in which they were found, and when to look again if `context` is
    /// not woken earlier. `ours` knows the writers.
    pub(super) fn poll(
        &self,
        ours: impl Fn(Gid) -> Option<Arc<Matches>>,
        context: &mut Context<'_>,
    ) -> (Vec<(Gid, Gid)>, Option<Instant>) {
        let now = Instant::now();
        let (mut settled, mut again) = (Vec::new(), None);
        lock(&self.0).retain_mut(|pair| {
            let due = pair.due(&ours, context);
            if due <= now {
                settled.push((pair.own, pair.peer));
            } else {
                again = Some(again.map_or(due, |again: Instant| again.min(due)));
            }
            due > now
        });
        (settled, again)
    }
}

impl Pair {
    /// When it counts, if nothing happens until then.
    fn due(&mut self, ours: impl Fn(Gid) -> Option<Arc<Matches>>, context: &mut Context<'_>) -> Instant {
        if let (Asked::NotYet, Some(matches)) = (&self.asked, ours(self.own)) {
            self.asked = matches.exchange();
        }
        if let Asked::Waits(exchange) = &mut self.asked
            && exchange.as_mut().poll(context).is_ready()
        {
            self.asked = Asked::Done;
        }
        self.since
            + match self.asked {
                Asked::Waits(_) => CONFIRMING,
                Asked::InVain if self.wants == Wants::News => FINDING_IN_VAIN,
                Asked::NotYet | Asked::InVain | Asked::Done => FINDING,
            }
    }
}
