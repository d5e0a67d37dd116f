//! What a node's groups are inside of right now: which callbacks run, and whether they return.
//!
//! A group writes it as it goes, without a lock and without reading a clock; the watch reads it from outside. So it
//! costs a callback that returns at once next to nothing.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::watch;
use crate::rt::sync::lock;
use crate::rt::time::Time;

/// The place where callbacks run one after the other: an exclusive group, or one call of a reentrant one.
#[derive(Default)]
pub(crate) struct Inside {
    /// Which call it is, and the callback's place among the node's, from 1; a place of 0 where none runs.
    call: AtomicU64,
    /// Odd while the callback's code runs or is polled.
    beat: AtomicU64,
    /// Since when the call runs, in nanoseconds of the node's clock, plus 1; 0 where nobody has looked.
    since: AtomicU64,
    watched: Mutex<Watched>,
}

/// What the watch remembers from one look to the next.
#[derive(Default)]
struct Watched {
    /// The newest call that was seen, and since when.
    call: u64,
    since: Time,
    /// The beat that was seen, and since when.
    beat: u64,
    beats_since: Time,
    reported: u64,
}

/// A call's place, and the rest of the number tells the calls apart.
const PLACE: u64 = 0xffff;

/// A call that was seen to run.
#[derive(Clone)]
pub(crate) struct Seen {
    pub(crate) since: Time,
    /// How long its code has run, or was polled, without a pause, as far as was seen.
    pub(crate) unbroken: Duration,
    inside: Arc<Inside>,
    call: u64,
}

impl Seen {
    pub(crate) fn was_reported(&self) -> bool {
        lock(&self.inside.watched).reported == self.call
    }

    pub(crate) fn set_reported(&self) {
        lock(&self.inside.watched).reported = self.call;
    }
}

impl Inside {
    /// Begins a call of the callback in this place. `since` is told where the callback may wait.
    pub(super) fn enter(&self, place: usize, since: Option<Time>) {
        let nanos = |since: Time| u64::try_from(since.elapsed().as_nanos()).unwrap_or(u64::MAX);
        let since = since.map_or(0, |since| nanos(since).saturating_add(1));
        self.since.store(since, Ordering::Relaxed);
        let before = self.call.load(Ordering::Relaxed) & !PLACE;
        // A node has fewer callbacks than its facts can number.
        let call = before.wrapping_add(PLACE + 1) | ((place as u64 + 1) & PLACE);
        self.call.store(call, Ordering::Release);
        watch::wake();
    }

    pub(super) fn leave(&self) {
        self.call.store(self.call.load(Ordering::Relaxed) & !PLACE, Ordering::Release);
    }

    /// Marks that the callback's code runs, until the guard is dropped.
    pub(super) fn beat(&self) -> Beat<'_> {
        self.step();
        Beat(self)
    }

    // Only who runs the callback writes it, one after the other.
    fn step(&self) {
        self.beat.store(self.beat.load(Ordering::Relaxed) + 1, Ordering::Release);
    }

    /// How many calls there were so far.
    pub(super) fn calls(&self) -> u64 {
        self.call.load(Ordering::Relaxed)
    }

    /// How often its code has begun to run, and has paused: odd while it runs.
    pub(super) fn beats(&self) -> u64 {
        self.beat.load(Ordering::Acquire)
    }

    /// The place of what runs, and the call. Who looks again later sees whether it has gone on since.
    pub(super) fn look(self: &Arc<Self>, now: Time) -> Option<(usize, Seen)> {
        let mut watched = lock(&self.watched);
        let call = self.call.load(Ordering::Acquire);
        let place = ((call & PLACE) as usize).checked_sub(1)?;
        if watched.call != call {
            (watched.call, watched.since) = (call, now);
        }
        let beat = self.beat.load(Ordering::Acquire);
        if watched.beat != beat {
            (watched.beat, watched.beats_since) = (beat, now);
        }
        let told = self.since.load(Ordering::Relaxed).checked_sub(1).map(Duration::from_nanos);
        let since = told.map_or(watched.since, Time::since_epoch);
        let unbroken = if beat % 2 == 1 { now.since(watched.beats_since) } else { Duration::ZERO };
        Some((place, Seen { since, unbroken, inside: self.clone(), call }))
    }
}

/// The callback's code runs.
pub(super) struct Beat<'a>(&'a Inside);

impl Drop for Beat<'_> {
    fn drop(&mut self) {
        self.0.step();
    }
}
