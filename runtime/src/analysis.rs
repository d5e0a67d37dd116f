//! The rule: which layouts of callback groups can hang.
//!
//! Facts in, verdict out. Everything here is a `const fn` over plain indices: no names, no allocation,
//! nothing else of this crate. Generated code evaluates it while compiling, the runtime again at start-up
//! with the real names, and tests call it as ordinary functions.
//!
//! The rule is a graph of resources. An exclusive group has a *task* (it routes replies and starts
//! callbacks) and a *turn* (the right to run a callback); a reentrant group with a cap has a turn alone; a
//! plain reentrant group has neither, but a service that it handles has an *answer*. A callback that waits
//! *holds* some of these and *needs* others, [`Layout::held`] and [`Layout::needed`] say which. A cycle
//! through a task or a turn is a deadlock. A cycle of answers alone is recursion, which may end.
//!
//! An action takes part as a service does whose handler is the execution of its goals: who waits for a goal's result
//! or feedback needs what a caller of that service would. To send a goal and to cancel one needs less, because the
//! keeper answers ([`Awaited`]).
//!
//! ```
//! use rosweave::analysis::{
//!     Awaited, Callback, CallbackId, Client, ClientId, GroupId, GroupKind, Layout, Wait, WaitMode,
//! };
//!
//! // ROS 2's classic: a timer in an exclusive group blocks on a client of the same group.
//! let layout = Layout {
//!     groups: &[GroupKind::Exclusive],
//!     callbacks: &[Callback { group: GroupId(0), serves: None }],
//!     clients: &[Client { group: GroupId(0), target: None }],
//!     services: &[],
//!     waits: &[Wait {
//!         callback: CallbackId(0),
//!         client: ClientId(0),
//!         mode: WaitMode::Blocking,
//!         awaited: Awaited::Handler,
//!         certain: false,
//!     }],
//! };
//! assert!(layout.deadlocks());
//! ```

mod cycle;
mod layout;
mod mend;
mod resource;

use cycle::CycleSearch;
pub use cycle::CycleStep;
pub use layout::{
    Awaited, Callback, CallbackId, Client, ClientId, GroupId, GroupKind, Layout, Service, ServiceId, Wait,
    WaitId, WaitMode,
};
pub use mend::{Bench, Change, KINDS, Mend, Options};
pub use resource::{Resource, Resources};

/// Why a wait is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// The wait needs what its own callback holds.
    SelfDeadlock(Resource),
    /// The wait closes a cycle with waits that come before it.
    Cycle,
    /// Handlers of plain reentrant groups that call each other on every run: the recursion never ends.
    EndlessRecursion,
}

impl Layout<'_> {
    /// How many words [`judge`](Layout::judge) needs to work in.
    pub const fn scratch_len(&self) -> usize {
        // The last row is for what `is_acyclic` has removed.
        (self.vertices() + 1) * self.row_words()
    }

    const fn vertices(&self) -> usize {
        2 * self.groups.len() + self.services.len()
    }

    const fn row_words(&self) -> usize {
        self.vertices().div_ceil(64)
    }

    const fn vertex(&self, resource: Resource) -> usize {
        match resource {
            Resource::Task(group) => group.0,
            Resource::Turn(group) => self.groups.len() + group.0,
            Resource::Answer(service) => 2 * self.groups.len() + service.0,
        }
    }

    /// Judges every wait in its order: `faults[i]` becomes why wait `i` is refused, or `None`.
    ///
    /// A wait that is refused for a deadlock counts as taken away for those that follow it. So each fault is
    /// one that no earlier one explains, and the waits that are left can not deadlock. Endless recursion is
    /// judged last, and takes nothing away.
    ///
    /// # Panics
    /// Where `faults` is shorter than the waits or `scratch` than [`scratch_len`](Layout::scratch_len).
    pub const fn judge(&self, faults: &mut [Option<Fault>], scratch: &mut [u64]) {
        let scratch = scratch.split_at_mut(self.scratch_len()).0;
        let mut i = 0;
        if self.is_acyclic(Chosen::All, scratch) {
            while i < self.waits.len() {
                faults[i] = None;
                i += 1;
            }
            return;
        }
        clear(scratch);
        while i < self.waits.len() {
            faults[i] = self.fault_of(self.waits[i], scratch);
            if faults[i].is_none() {
                self.add(self.waits[i], scratch);
            }
            i += 1;
        }
        self.judge_recursion(faults, scratch);
    }

    /// Whether some wait can deadlock. Recursion among reentrant handlers does not count.
    pub fn deadlocks(&self) -> bool {
        let mut faults = vec![None; self.waits.len()];
        self.judge(&mut faults, &mut vec![0; self.scratch_len()]);
        faults.iter().flatten().any(|fault| !matches!(fault, Fault::EndlessRecursion))
    }

    /// Whether `wait` and the waits that `faults` does not refuse deadlock in no way, nor those of `with`.
    pub(crate) const fn accepts(
        &self,
        wait: WaitId,
        faults: &[Option<Fault>],
        with: With,
        scratch: &mut [u64],
    ) -> bool {
        let scratch = scratch.split_at_mut(self.scratch_len()).0;
        let chosen = Chosen::Accepted(wait, faults, with);
        if self.is_acyclic(chosen, scratch) {
            return true;
        }
        // What is left may be recursion among reentrant handlers, which is none.
        clear(scratch);
        let mut i = 0;
        while i < self.waits.len() {
            if chosen.contains(self.waits, i) {
                if self.fault_of(self.waits[i], scratch).is_some() {
                    return false;
                }
                self.add(self.waits[i], scratch);
            }
            i += 1;
        }
        true
    }

    /// Whether there is no cycle at all. Nearly all layouts end here, and it is far cheaper than to keep a
    /// transitive closure: vertices without an edge to a vertex that is left are removed, again and again.
    const fn is_acyclic(&self, chosen: Chosen<'_>, scratch: &mut [u64]) -> bool {
        clear(scratch);
        let words = self.row_words();
        let (rows, removed) = scratch.split_at_mut(self.vertices() * words);
        self.draw_edges(chosen, rows);
        let mut left = self.vertices();
        loop {
            let before = left;
            let mut vertex = 0;
            while vertex < self.vertices() {
                if removed[vertex / 64] & (1 << (vertex % 64)) == 0 && leads_nowhere(rows, vertex, removed) {
                    removed[vertex / 64] |= 1 << (vertex % 64);
                    left -= 1;
                }
                vertex += 1;
            }
            if left == before {
                return left == 0;
            }
        }
    }

    const fn draw_edges(&self, chosen: Chosen<'_>, rows: &mut [u64]) {
        let mut i = 0;
        while i < self.waits.len() {
            if !chosen.contains(self.waits, i) {
                i += 1;
                continue;
            }
            let (held, needed) = (self.held(self.waits[i]), self.needed(self.waits[i]));
            let mut n = 0;
            while n < needed.len() {
                let to = self.vertex(needed.get(n));
                let mut h = 0;
                while h < held.len() {
                    let from = self.vertex(held.get(h));
                    rows[from * self.row_words() + to / 64] |= 1 << (to % 64);
                    h += 1;
                }
                n += 1;
            }
            i += 1;
        }
    }

    const fn fault_of(&self, wait: Wait, reach: &[u64]) -> Option<Fault> {
        let (held, needed) = (self.held(wait), self.needed(wait));
        let mut cycle = false;
        let mut n = 0;
        while n < needed.len() {
            let mut h = 0;
            while h < held.len() {
                let (from, to) = (needed.get(n), held.get(h));
                if from.same(to) && !from.is_answer() {
                    return Some(Fault::SelfDeadlock(from));
                }
                cycle |= self.deadly(from, to, reach);
                h += 1;
            }
            n += 1;
        }
        if cycle { Some(Fault::Cycle) } else { None }
    }

    /// Whether an edge `to -> from` would close a cycle that goes through a task or a turn.
    const fn deadly(&self, from: Resource, to: Resource, reach: &[u64]) -> bool {
        if !from.same(to) && !self.reaches(self.vertex(from), self.vertex(to), reach) {
            return false;
        }
        if !from.is_answer() || !to.is_answer() {
            return true;
        }
        let mut through = 0;
        while through < 2 * self.groups.len() {
            if self.reaches(self.vertex(from), through, reach)
                && self.reaches(through, self.vertex(to), reach)
            {
                return true;
            }
            through += 1;
        }
        false
    }

    const fn reaches(&self, from: usize, to: usize, reach: &[u64]) -> bool {
        reach[from * self.row_words() + to / 64] & (1 << (to % 64)) != 0
    }

    /// Adds the edges of `wait` to the transitive closure in `reach`.
    const fn add(&self, wait: Wait, reach: &mut [u64]) {
        let (held, needed) = (self.held(wait), self.needed(wait));
        let mut h = 0;
        while h < held.len() {
            let mut n = 0;
            while n < needed.len() {
                self.connect(self.vertex(held.get(h)), self.vertex(needed.get(n)), reach);
                n += 1;
            }
            h += 1;
        }
    }

    const fn connect(&self, from: usize, to: usize, reach: &mut [u64]) {
        if self.reaches(from, to, reach) {
            return;
        }
        let words = self.row_words();
        let mut row = 0;
        while row < self.vertices() {
            if row == from || self.reaches(row, from, reach) {
                let mut word = 0;
                while word < words {
                    reach[row * words + word] |= reach[to * words + word];
                    word += 1;
                }
                reach[row * words + to / 64] |= 1 << (to % 64);
            }
            row += 1;
        }
    }

    /// Marks the waits that close a recursion which every run takes, among those without another fault.
    const fn judge_recursion(&self, faults: &mut [Option<Fault>], reach: &mut [u64]) {
        clear(reach);
        let mut i = 0;
        while i < self.waits.len() {
            let wait = self.waits[i];
            if faults[i].is_none()
                && wait.certain
                && let Some(from) = self.needed(wait).answer()
                && let Some(to) = self.held(wait).answer()
            {
                if from.same(to) || self.reaches(self.vertex(from), self.vertex(to), reach) {
                    faults[i] = Some(Fault::EndlessRecursion);
                } else {
                    self.connect(self.vertex(to), self.vertex(from), reach);
                }
            }
            i += 1;
        }
    }

    /// Writes into `path` the shortest cycle of waits that `start` closes with waits before it that
    /// `faults` does not refuse, and returns its length: `path[0]` is `start`, each wait needs what the
    /// next one holds, and the last one needs what `start` holds. Returns 0 where there is no such cycle.
    ///
    /// For [`Fault::EndlessRecursion`] the cycle consists of answers; for the others it goes through a
    /// task or a turn.
    ///
    /// # Panics
    /// Where `path` or `faults` is shorter than the waits, or `scratch` than twice their number.
    pub const fn cycle(
        &self,
        start: WaitId,
        faults: &[Option<Fault>],
        path: &mut [WaitId],
        scratch: &mut [CycleStep],
    ) -> usize {
        let search = CycleSearch {
            layout: self,
            start,
            faults,
            recursion: matches!(faults[start.0], Some(Fault::EndlessRecursion)),
        };
        search.run(path, scratch)
    }

    /// A resource that `waiting` needs and `holding` holds: why the one waits for the other.
    pub const fn link(&self, waiting: Wait, holding: Wait) -> Option<Resource> {
        let (needed, held) = (self.needed(waiting), self.held(holding));
        let mut answer = None;
        let mut n = 0;
        while n < needed.len() {
            let resource = needed.get(n);
            if held.contains(resource) {
                if !resource.is_answer() {
                    return Some(resource);
                }
                answer = Some(resource);
            }
            n += 1;
        }
        answer
    }
}

/// Which waits count.
#[derive(Clone, Copy)]
enum Chosen<'f> {
    All,
    /// This one, those that are not refused, and others.
    Accepted(WaitId, &'f [Option<Fault>], With),
}

/// Which refused waits are looked at together with one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum With {
    /// Those of the same callback on the same client: a goal's result beside the goal.
    Siblings,
    None,
}

impl Chosen<'_> {
    const fn contains(self, waits: &[Wait], wait: usize) -> bool {
        match self {
            Chosen::All => true,
            Chosen::Accepted(WaitId(this), faults, with) => {
                let is_sibling = matches!(with, With::Siblings)
                    && waits[wait].callback.0 == waits[this].callback.0
                    && waits[wait].client.0 == waits[this].client.0;
                wait == this || is_sibling || matches!(faults[wait], None | Some(Fault::EndlessRecursion))
            }
        }
    }
}

/// Whether all edges of `vertex` lead to removed vertices.
const fn leads_nowhere(rows: &[u64], vertex: usize, removed: &[u64]) -> bool {
    let mut word = 0;
    while word < removed.len() {
        if rows[vertex * removed.len() + word] & !removed[word] != 0 {
            return false;
        }
        word += 1;
    }
    true
}

const fn clear(words: &mut [u64]) {
    let mut i = 0;
    while i < words.len() {
        words[i] = 0;
        i += 1;
    }
}
