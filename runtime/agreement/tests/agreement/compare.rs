//! Compares the analysis with the model, and counts.

use std::time::Instant;

use rosweave::analysis::GroupKind;

use super::layout::Layout;
use super::model::{Bounds, Outcome, explore};
use super::shrink::shrink;

/// The counts of one run over many layouts: a row of the table.
pub(crate) struct Tally {
    began: Instant,
    bounds: Bounds,
    pub(crate) layouts: u64,
    pub(crate) deadlocks: u64,
    /// The analysis accepts what hangs.
    pub(crate) false_accepts: u64,
    /// The analysis refuses what runs.
    pub(crate) false_rejects: u64,
    /// The model gave up.
    pub(crate) undecided: u64,
    /// The first difference, shrunk.
    witness: Option<Layout>,
}

impl Tally {
    pub(crate) fn new(bounds: Bounds) -> Tally {
        Tally {
            began: Instant::now(),
            bounds,
            layouts: 0,
            deadlocks: 0,
            false_accepts: 0,
            false_rejects: 0,
            undecided: 0,
            witness: None,
        }
    }

    pub(crate) fn compare(&mut self, layout: &Layout) {
        let verdict = layout.verdict();
        self.layouts += 1;
        self.deadlocks += u64::from(verdict);
        match model_says(layout, self.bounds) {
            Answer::Same(Outcome::Unknown) => self.undecided += 1,
            Answer::Same(outcome) if (outcome == Outcome::Hangs) == verdict => return,
            _ if verdict => self.false_rejects += 1,
            _ => self.false_accepts += 1,
        }
        if self.differences() == 1 && self.witness.is_none() {
            self.witness = Some(shrink(layout.clone(), |layout| differs(layout, self.bounds)));
        }
    }

    pub(crate) fn differences(&self) -> u64 {
        self.false_accepts + self.false_rejects
    }

    /// The row of the table.
    pub(crate) fn row(&self, name: &str) -> String {
        let seconds = self.began.elapsed().as_secs_f64();
        let row = format!(
            "{name:<46} {:>9} layouts {:>9} deadlocks {:>4} false accepts {:>6} false rejects \
             {:>4} undecided {seconds:>7.1} s",
            self.layouts, self.deadlocks, self.false_accepts, self.false_rejects, self.undecided,
        );
        match &self.witness {
            Some(layout) => format!("{row}\n    first difference: {layout}"),
            None => row,
        }
    }
}

/// What the model says of a layout with different caps.
pub(crate) enum Answer {
    /// The same for all.
    Same(Outcome),
    /// Caps that change the outcome, which they must not.
    CapsMatter,
}

/// Asks the model with caps of 1 and 2: every mixture for up to three capped groups, else all 1 and all 2.
pub(crate) fn model_says(layout: &Layout, bounds: Bounds) -> Answer {
    let capped = layout.groups.iter().filter(|kind| **kind == GroupKind::Capped).count();
    let mixtures: &[usize] = match capped {
        0 => &[0],
        1 => &[0, 1],
        2 => &[0, 1, 2, 3],
        3 => &[0, 1, 2, 3, 4, 5, 6, 7],
        _ => &[0, usize::MAX],
    };
    let outcome = |mixture: &usize| {
        let mut bits = *mixture;
        let caps: Vec<usize> = layout.groups.iter().map(|kind| cap(*kind, &mut bits)).collect();
        explore(layout, &caps, bounds)
    };
    let outcomes: Vec<Outcome> = mixtures.iter().map(outcome).collect();
    if outcomes.contains(&Outcome::Unknown) {
        Answer::Same(Outcome::Unknown)
    } else if outcomes.iter().all(|outcome| *outcome == outcomes[0]) {
        Answer::Same(outcomes[0])
    } else {
        Answer::CapsMatter
    }
}

/// The cap of a group, if it is capped: one more than the next bit.
fn cap(kind: GroupKind, bits: &mut usize) -> usize {
    let cap = 1 + (*bits & 1);
    if kind == GroupKind::Capped {
        *bits >>= 1;
    }
    cap
}

fn differs(layout: &Layout, bounds: Bounds) -> bool {
    match model_says(layout, bounds) {
        Answer::Same(Outcome::Unknown) => false,
        Answer::Same(outcome) => (outcome == Outcome::Hangs) != layout.verdict(),
        Answer::CapsMatter => true,
    }
}
