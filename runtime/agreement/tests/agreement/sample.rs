//! The layouts that the compiler and the runtime are asked about, with what the model says of each.

use std::sync::OnceLock;

use super::compare::{Answer, model_says};
use super::layout::Layout;
use super::layouts::visit;
use super::model::{Bounds, Outcome};
use super::notation::layout;
use super::random::{Random, Scale, system};
use crate::{ACTIONS, DOUBLE, SINGLE};

/// A layout, and what has to be found out about it.
pub(crate) struct Sampled {
    pub(crate) layout: Layout,
    /// What the model says, which knows nothing of the rule.
    pub(crate) hangs: bool,
}

/// Every so many-th layout of the exhaustive sizes, the named ones, and some larger ones at random.
pub(crate) fn sample() -> &'static [Sampled] {
    static SAMPLE: OnceLock<Vec<Sampled>> = OnceLock::new();
    SAMPLE.get_or_init(|| {
        let mut found = Vec::new();
        let mut add = |layout: Layout| {
            // The random ones can be too large to explore. They are left out before anybody is asked.
            let bounds = Bounds { states: 100_000, ..Bounds::ENOUGH };
            match model_says(&layout, bounds) {
                Answer::Same(Outcome::Unknown) => {}
                Answer::Same(outcome) => found.push(Sampled { hangs: outcome == Outcome::Hangs, layout }),
                Answer::CapsMatter => panic!("caps matter: {layout}"),
            }
        };
        NAMED.iter().for_each(|text| add(layout(text)));
        visit(SINGLE, SINGLE_STRIDE, &mut add);
        visit(DOUBLE, DOUBLE_STRIDE, &mut add);
        visit(ACTIONS, ACTION_STRIDE, &mut add);
        let mut random = Random::new(7);
        for _ in 0..RANDOM {
            add(system(&mut random, Scale { nodes: 4, groups: 6, callbacks: 6, waits: 8, actions: 0 }));
        }
        found
    })
}

/// Which of two halves of the sample, which share the named ones.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Half {
    Even,
    Odd,
}

/// Half of the sample: programs that run take three times as long to build as those that the compiler only judges.
pub(crate) fn half(half: Half) -> Vec<&'static Sampled> {
    let wanted = |place: usize| place < NAMED.len() || place.is_multiple_of(2) == (half == Half::Even);
    sample().iter().enumerate().filter(|(place, _)| wanted(*place)).map(|(_, sampled)| sampled).collect()
}

/// Strides of the samples. They are prime, so that they fall on no pattern of the enumeration.
const SINGLE_STRIDE: u64 = 15_013;
const DOUBLE_STRIDE: u64 = 99_991;
const ACTION_STRIDE: u64 = 29_989;
const RANDOM: usize = 80;

/// The design's examples and some longer cycles, which evenness alone might leave out.
const NAMED: [&str; 28] = [
    "s0@R[await E->ext] cb@E[block R->s0]",
    "s0@R[await R->s1] s1@E[] cb@E[await R->s0]",
    "s0@C[] cb@C[await C->s0]",
    "cb@E0[await E1->ext] cb@E1[block E0->ext]",
    "s0@R[] cb@E[block R->s0] cb2@R[block E->ext]",
    "cb@C[block C->ext]",
    "cb@E0[block E1->ext] cb@E1[block E0->ext]",
    "cb@E0[block E1->ext] cb@E1[block E2->ext] cb@E2[block E0->ext]",
    "cb@E0[block E1->ext] cb@E1[block E2->ext] cb@E2[block E3->ext] cb@E3[block E0->ext]",
    "s0@E[await R->s1] s1@E[]",
    "s0@E0[await R0->s1] s1@E1[await R1->s2] s2@E2[await R2->s0]",
    "s0@E0[await R0->s1] s1@C[await R1->s2] s2@R[await R2->s3] s3@E2[await R3->s0]",
    "s0@R[await R->s1] s1@R[block R->s0]",
    "s0@R[await R->s0]",
    "cb@E0[block E1->ext; block E0->ext]",
    "cb@E0[await E1->ext; await E0->ext]",
    "cb@E0[block E0->ext]",
    "cb@E0[await E0->ext]",
    "a0@E0[] cb@E0[block goal E0->a0]",
    "a0@E0[] cb@E0[block goal R->a0]",
    "a0@E0[] cb@E0[await R->a0]",
    "a0@E0[] cb@E1[block R->a0]",
    "a0@R[await R->a0]",
    "a0@E0[await goal E0->a0]",
    "a0@E0[await R->a0]",
    "a0@C[] cb@C[await C->a0]",
    "a0@R[block E->ext] cb@E[block R->a0]",
    "s0@E0[await R->a0] a0@E1[await R->s0]",
];
