//! Whether a call may wait: known for the waits that the compiler saw, and asked of the wait graph for all others.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use super::asker::Asker;
use crate::analysis::Awaited;
use crate::life::{Current, InstanceId, Life};
use crate::rt::sync::lock;
use crate::wait_graph::{self, ClientKey, is_seen};

/// The waits on one client, for answers of one kind, that are in the graph.
pub(crate) struct Checked {
    client: ClientKey,
    awaited: Awaited,
    /// A bit for each callback of the client's own node.
    own: Box<[AtomicU64]>,
    /// Callbacks of other nodes, the newest [`MAX_FOREIGN`]. The others are looked up in the graph again.
    foreign: Mutex<VecDeque<(InstanceId, usize)>>,
}

const MAX_FOREIGN: usize = 64;

impl Checked {
    /// Those that the bodies of the node's callbacks show: the node has joined with them.
    pub(crate) fn new(life: &Life, field: &str, awaited: Awaited) -> Checked {
        let words = life.facts.callbacks.chunks(64);
        let own = words.map(|callbacks| AtomicU64::new(seen(callbacks, field, awaited))).collect();
        let place = life.facts.fields.iter().position(|known| known.name == field);
        let client = ClientKey { node: life.instance, field: place.unwrap_or_default() };
        Checked { client, awaited, own, foreign: Mutex::default() }
    }

    /// Whether `who` may wait on the client.
    ///
    /// # Errors
    /// The cycle of waits that it would close.
    pub(crate) fn ask(&self, who: Current) -> Result<(), String> {
        if who.node == self.client.node {
            let (word, bit) = (&self.own[who.callback / 64], 1 << (who.callback % 64));
            if word.load(Ordering::Relaxed) & bit == 0 {
                wait_graph::ask(who, self.client, self.awaited)?;
                word.fetch_or(bit, Ordering::Relaxed);
            }
            return Ok(());
        }
        let place = (who.node, who.callback);
        if !lock(&self.foreign).contains(&place) {
            wait_graph::ask(who, self.client, self.awaited)?;
            let mut foreign = lock(&self.foreign);
            if foreign.len() == MAX_FOREIGN {
                foreign.pop_front();
            }
            foreign.push_back(place);
        }
        Ok(())
    }
}

/// Whether a wait that is under way may go on, asked at each of its polls: it may have been moved from one callback into
/// another.
pub(crate) struct Asking {
    asks: Asks,
    /// The callback that it was polled in last.
    waits_for: Option<Current>,
}

impl Asking {
    pub(crate) fn new(asks: Asks) -> Asking {
        Asking { asks, waits_for: None }
    }

    /// Asks whether the callback that polls, or else the one whose context is used, may wait on a client.
    ///
    /// # Errors
    /// The cycle of waits that it would close.
    pub(crate) fn ask(&mut self, checked: &Checked, asker: &Asker) -> Result<(), String> {
        let who = asker.who();
        if who == self.waits_for || self.asks == Asks::No {
            return Ok(());
        }
        self.waits_for = who;
        who.map_or(Ok(()), |who| checked.ask(who))
    }
}

fn seen(callbacks: &[crate::facts::CallbackFacts<'_>], field: &str, awaited: Awaited) -> u64 {
    let seen = callbacks.iter().enumerate().filter(|(_, callback)| is_seen(callback, field, awaited));
    seen.fold(0, |bits, (place, _)| bits | 1 << place)
}

/// Whether a call asks the wait graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asks {
    Yes,
    No,
}
