//! The search for the cycle that a message shows.

use super::{Fault, Layout, Resource, WaitId};

/// What the search for a cycle notes of one state. A caller only provides room for them.
#[derive(Clone, Copy, Debug)]
pub struct CycleStep {
    seen: bool,
    parent: usize,
    queued: usize,
}

impl CycleStep {
    /// Room for a step.
    pub const EMPTY: CycleStep = CycleStep { seen: false, parent: usize::MAX, queued: 0 };
}

/// A breadth-first search over waits. Its states are (wait, whether a task or a turn was passed).
pub(super) struct CycleSearch<'a, 'l> {
    pub(super) layout: &'a Layout<'l>,
    pub(super) start: WaitId,
    pub(super) faults: &'a [Option<Fault>],
    pub(super) recursion: bool,
}

impl CycleSearch<'_, '_> {
    pub(super) const fn run(&self, path: &mut [WaitId], steps: &mut [CycleStep]) -> usize {
        let mut i = 0;
        while i < steps.len() {
            steps[i] = CycleStep::EMPTY;
            i += 1;
        }
        let (mut head, mut tail) = (0, 1);
        steps[0].queued = 2 * self.start.0;
        steps[2 * self.start.0].seen = true;
        while head < tail {
            let state = steps[head].queued;
            head += 1;
            let mut next = 0;
            while next < self.layout.waits.len() {
                if let Some(resource) = self.step(state / 2, next) {
                    let passed = state % 2 == 1 || !resource.is_answer();
                    if next == self.start.0 && passed != self.recursion {
                        return trace(state, path, steps);
                    }
                    let reached = 2 * next + passed as usize;
                    if !steps[reached].seen {
                        steps[reached].seen = true;
                        steps[reached].parent = state;
                        steps[tail].queued = reached;
                        tail += 1;
                    }
                }
                next += 1;
            }
        }
        0
    }

    const fn step(&self, from: usize, to: usize) -> Option<Resource> {
        // A wait that is only refused for its recursion was counted when cycles were looked for.
        let counted = match self.faults[to] {
            None => true,
            Some(Fault::EndlessRecursion) => !self.recursion,
            Some(_) => false,
        };
        let usable = to == self.start.0 || (to < self.start.0 && counted);
        let wait = self.layout.waits[to];
        if !usable || (self.recursion && !wait.certain) {
            return None;
        }
        self.layout.link(self.layout.waits[from], wait)
    }
}

const fn trace(last: usize, path: &mut [WaitId], steps: &[CycleStep]) -> usize {
    let mut len = 0;
    let mut state = last;
    while state != usize::MAX {
        path[len] = WaitId(state / 2);
        len += 1;
        state = steps[state].parent;
    }
    let mut i = 0;
    while i < len / 2 {
        (path[i], path[len - 1 - i]) = (path[len - 1 - i], path[i]);
        i += 1;
    }
    len
}
