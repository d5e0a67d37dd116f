//! Shows that the rule is right: the analysis says of a layout that it deadlocks if and only if some schedule
//! of an executable model hangs. Some hundred layouts are printed as Rust, too: the compiler refuses them, and
//! the runtime hangs on them when the check is left out, if and only if the model says so.
//!
//! ```text
//! cargo test -p rosweave-agreement -- --nocapture                           an even sample
//! cargo test -p rosweave-agreement --release -- --nocapture --ignored       every layout
//! ```
//!
//! The last run over every layout, on one core (a deadlock is one by the rule):
//!
//! | layouts | compared | deadlocks | false accepts | false rejects | time |
//! |---|---|---|---|---|---|
//! | single waits, 3 clients | 4,680,782 | 2,300,103 | 0 | 0 | 53 s |
//! | up to two waits, 2 clients | 9,758,524 | 5,322,278 | 0 | 0 | 854 s |
//! | a service and an action, single waits, 2 clients | 2,617,654 | 1,124,521 | 0 | 0 | 19 s |
//!
//! | module | what it has |
//! |---|---|
//! | `layout`, `notation` | a layout, and the design's way to write one |
//! | `layouts` | every layout of a size, up to symmetry |
//! | `random`, `shrink` | larger ones, and how to make them small |
//! | `model` | how groups really run, and a walk through all schedules |
//! | `compare` | analysis against model, counted |
//! | `mutants` | the rule once more, with faults |
//! | `named` | small layouts worth a test of their own |
//! | `search` | the analysis' graph algorithms, the slow way |
//! | `sample`, `print` | the layouts that are printed as Rust, and how; `printed/world.rs` is what they live in |
//! | `generated` | packages of such layouts, and cargo on them |
//! | `compiled` | the compiler against model and analysis |
//! | `run` | the runtime, in virtual time, against model and analysis |
//! | `refused` | the same with the wait graph: what it refuses |

#![allow(clippy::print_stdout, reason = "the tests print the table that they are run for")]

mod agreement {
    pub(crate) mod compare;
    mod compiled;
    pub(crate) mod generated;
    pub(crate) mod layout;
    pub(crate) mod layouts;
    pub(crate) mod model;
    pub(crate) mod mutants;
    mod named;
    pub(crate) mod notation;
    pub(crate) mod print;
    pub(crate) mod random;
    mod refused;
    mod run;
    pub(crate) mod sample;
    pub(crate) mod search;
    pub(crate) mod shrink;
}

use agreement::compare::{Answer, Tally, model_says};
use agreement::layout::Layout;
use agreement::layouts::{Size, visit};
use agreement::model::{Bounds, Outcome, Passing};
use agreement::mutants::{self, Mutation};
use agreement::random::{Random, Scale, system};
use agreement::search;
use agreement::shrink::shrink;

/// The design's bound, with one wait a callback.
const SINGLE: Size = Size { groups: 3, callbacks: 3, clients: 3, services: 2, actions: 0, waits: 1 };
/// The same with up to two waits a callback, one after the other, but one client less.
const DOUBLE: Size = Size { groups: 3, callbacks: 3, clients: 2, services: 2, actions: 0, waits: 2 };
/// A service and an action, with one wait a callback.
const ACTIONS: Size = Size { groups: 3, callbacks: 3, clients: 2, services: 1, actions: 1, waits: 1 };
/// The same with up to two, which are too many to visit all.
const ACTIONS_TWICE: Size = Size { waits: 2, ..ACTIONS };
/// Strides of the samples. They are prime, so that they fall on no pattern of the enumeration.
const SINGLE_STRIDE: u64 = 101;
const DOUBLE_STRIDE: u64 = 1_999;
const ACTION_STRIDE: u64 = 97;
const ACTION_TWICE_STRIDE: u64 = 99_989;

/// The samples, as the mutants meet them too.
fn sample(mut each: impl FnMut(Layout)) {
    visit(SINGLE, SINGLE_STRIDE, &mut each);
    visit(DOUBLE, DOUBLE_STRIDE, &mut each);
    visit(ACTIONS, ACTION_STRIDE, &mut each);
    visit(ACTIONS_TWICE, ACTION_TWICE_STRIDE, &mut each);
}

/// Compares all `layouts` and prints their row. None may differ, and none may be undecided.
fn agree(name: &str, layouts: impl FnOnce(&mut Tally)) {
    let tally = agree_where_decided(name, Bounds::ENOUGH, layouts);
    assert_eq!(tally.undecided, 0, "the model gave up");
}

/// The same where layouts can be too large to explore to the end. Those are counted and compared with
/// nothing; there must be few.
fn agree_where_decided(name: &str, bounds: Bounds, layouts: impl FnOnce(&mut Tally)) -> Tally {
    let mut tally = Tally::new(bounds);
    layouts(&mut tally);
    println!("{}", tally.row(name));
    assert_eq!(tally.differences(), 0);
    assert!(tally.undecided * 10 < tally.layouts, "the model gives up too often to show anything");
    assert!(0 < tally.deadlocks && tally.deadlocks < tally.layouts, "verdicts of one kind show nothing");
    tally
}

/// What the model says.
fn hangs(layout: &Layout) -> bool {
    match model_says(layout, Bounds::ENOUGH) {
        Answer::Same(Outcome::Hangs) => true,
        Answer::Same(Outcome::Runs) => false,
        Answer::Same(Outcome::Unknown) => panic!("the model gave up: {layout}"),
        Answer::CapsMatter => panic!("caps matter: {layout}"),
    }
}

#[test]
fn the_rule_agrees_with_the_model_on_an_even_sample() {
    agree("single waits, every 101st", |tally| {
        visit(SINGLE, SINGLE_STRIDE, |layout| tally.compare(&layout));
    });
    agree("up to two waits, every 1999th", |tally| {
        visit(DOUBLE, DOUBLE_STRIDE, |layout| tally.compare(&layout));
    });
    agree("a service and an action, every 97th", |tally| {
        visit(ACTIONS, ACTION_STRIDE, |layout| tally.compare(&layout));
    });
    agree("the same with up to two waits, every 99989th", |tally| {
        visit(ACTIONS_TWICE, ACTION_TWICE_STRIDE, |layout| tally.compare(&layout));
    });
}

#[test]
#[ignore = "a minute in a release build"]
fn the_rule_agrees_with_the_model_on_every_layout_with_single_waits() {
    agree("single waits, all", |tally| {
        visit(SINGLE, 1, |layout| tally.compare(&layout));
    });
}

#[test]
#[ignore = "a quarter of an hour in a release build"]
fn the_rule_agrees_with_the_model_on_every_layout_with_two_waits() {
    agree("up to two waits, all", |tally| {
        visit(DOUBLE, 1, |layout| tally.compare(&layout));
    });
}

#[test]
#[ignore = "a minute in a release build"]
fn the_rule_agrees_with_the_model_on_every_layout_with_actions() {
    agree("a service and an action, all", |tally| {
        visit(ACTIONS, 1, |layout| tally.compare(&layout));
    });
}

/// Systems of one to four nodes with up to 8 groups, which are too many to enumerate.
#[test]
fn the_rule_agrees_with_the_model_on_random_systems_of_nodes() {
    let bounds = Bounds { states: 4_000, ..Bounds::ENOUGH };
    let scale = Scale { nodes: 4, groups: 8, callbacks: 8, waits: 10, actions: 0 };
    for (name, actions, seed) in [("", 0, 2024), (", with actions", 90, 2026)] {
        agree_where_decided(&format!("up to 4 nodes and 8 groups, random{name}"), bounds, |tally| {
            let mut random = Random::new(seed);
            for _ in 0..4_000 {
                tally.compare(&system(&mut random, Scale { actions, ..scale }));
            }
        });
    }
}

/// The bounds of the exploration are argued for in `model`; this tries what they leave out.
#[test]
fn wider_bounds_change_nothing() {
    let wide = Bounds { reentrant_starts: 2, repeats: 2, states: 20_000, ..Bounds::ENOUGH };
    agree_where_decided("single waits, every 2111th, wider bounds", wide, |tally| {
        visit(SINGLE, 2_111, |layout| tally.compare(&layout));
    });
    agree_where_decided("up to two waits, every 49999th, wider bounds", wide, |tally| {
        visit(DOUBLE, 49_999, |layout| tally.compare(&layout));
    });
    agree_where_decided("a service and an action, every 2113th, wider bounds", wide, |tally| {
        visit(ACTIONS, 2_113, |layout| tally.compare(&layout));
    });
}

/// Where every run comes to every wait, less can happen: nothing that the rule accepts hangs, and what
/// runs although the rule refuses it has a recursion that never ends. (The bounds are argued for where waits
/// may be passed over. Here they might cut off more, which could only hide a hang.)
#[test]
fn waits_that_are_never_passed_over_matter_for_recursion_alone() {
    let bounds = Bounds { passing: Passing::Never, ..Bounds::ENOUGH };
    let (mut layouts, mut recursions) = (0, 0);
    sample(|layout| {
        let Answer::Same(outcome) = model_says(&layout, bounds) else { panic!("caps matter: {layout}") };
        layouts += 1;
        match (outcome, layout.verdict()) {
            (Outcome::Hangs, false) => panic!("accepted, but hangs: {layout}"),
            (Outcome::Runs, true) if mutants::recurses(&layout) => recursions += 1,
            (Outcome::Runs, true) => panic!("refused, but runs without any recursion: {layout}"),
            (outcome, _) => assert_ne!(outcome, Outcome::Unknown),
        }
    });
    println!("no wait passed over: {layouts} layouts, {recursions} refused that only recurse for ever");
}

#[test]
fn the_sample_catches_every_mutant_of_the_rule() {
    let mut caught = [0; Mutation::ALL.len()];
    let mut witnesses = vec![None; Mutation::ALL.len()];
    sample(|layout| {
        let hangs = hangs(&layout);
        assert_eq!(mutants::deadlocks(&layout, None), layout.verdict(), "the copy is no copy: {layout}");
        for (place, mutation) in Mutation::ALL.into_iter().enumerate() {
            if mutants::deadlocks(&layout, Some(mutation)) != hangs {
                caught[place] += 1;
                witnesses[place].get_or_insert_with(|| layout.clone());
            }
        }
    });
    for (place, mutation) in Mutation::ALL.into_iter().enumerate() {
        let Some(witness) = witnesses[place].take() else {
            panic!("no layout of the sample catches {mutation:?}")
        };
        let witness =
            shrink(witness, |layout| mutants::deadlocks(layout, Some(mutation)) != layout.verdict());
        println!(
            "mutant {:<24} caught by {:>6} layouts, e.g. {witness}",
            format!("{mutation:?}"),
            caught[place]
        );
    }
}

/// Facts for the graph algorithms: some dense, some of more than 64 resources.
fn random_facts(mut each: impl FnMut(&Layout, u64)) {
    let scales = [
        Scale { nodes: 1, groups: 3, callbacks: 4, waits: 6, actions: 30 },
        Scale { nodes: 2, groups: 4, callbacks: 5, waits: 9, actions: 30 },
        Scale { nodes: 4, groups: 8, callbacks: 8, waits: 12, actions: 30 },
        Scale { nodes: 3, groups: 40, callbacks: 40, waits: 60, actions: 30 },
    ];
    let mut random = Random::new(3);
    for round in 0..4_000 {
        let layout = system(&mut random, scales[round % scales.len()]);
        each(&layout, random.next());
    }
}

#[test]
fn judge_finds_what_a_plain_search_finds() {
    let wrong = |layout: &Layout, certain: u64| {
        let facts = layout.facts().with_certain(certain);
        search::judged(&facts.view()) != search::faults(&facts.view())
    };
    random_facts(|layout, certain| {
        if wrong(layout, certain) {
            let layout = shrink(layout.clone(), |layout| wrong(layout, certain));
            panic!("{layout}, certain: {certain:b}");
        }
    });
}

#[test]
fn every_refused_wait_has_a_cycle_to_show() {
    let wrong = |layout: &Layout, certain: u64| {
        let facts = layout.facts().with_certain(certain);
        let faults = search::judged(&facts.view());
        let mut refused = (0..faults.len()).filter(|wait| faults[*wait].is_some());
        refused.find_map(|wait| search::wrong_cycle(&facts.view(), &faults, wait))
    };
    random_facts(|layout, certain| {
        if wrong(layout, certain).is_some() {
            let layout = shrink(layout.clone(), |layout| wrong(layout, certain).is_some());
            panic!("{layout}, certain: {certain:b}: {}", wrong(&layout, certain).unwrap_or_default());
        }
    });
}

/// What `judge` promises for its faults: with the refused waits taken away nothing hangs, and each of them
/// hangs together with those before it that are kept.
#[test]
fn refused_waits_are_enough_and_none_is_too_much() {
    let mut random = Random::new(11);
    let mut refused = 0;
    for _ in 0..1_000 {
        let layout = system(&mut random, Scale { nodes: 3, groups: 5, callbacks: 5, waits: 6, actions: 50 });
        let faults = search::judged(&layout.facts().view());
        let kept = |wait: usize| faults[wait].is_none();
        assert!(!hangs(&layout.with_waits(kept)), "hangs without its refused waits: {layout}");
        for wait in (0..faults.len()).filter(|wait| !kept(*wait)) {
            refused += 1;
            let cause = layout.with_waits(|other| other == wait || other < wait && kept(other));
            assert!(hangs(&cause), "wait {wait} is refused without need: {layout}");
        }
    }
    println!("refused waits of random systems: {refused}, each needed, all enough");
}

/// The verdict is one while compiling, too.
#[test]
fn the_compiler_can_judge() {
    use rosweave::analysis::{
        Awaited, Callback, CallbackId, Client, ClientId, Fault, GroupId, GroupKind, Resource,
    };
    use rosweave::analysis::{Wait, WaitMode};

    const LAYOUT: rosweave::analysis::Layout<'static> = rosweave::analysis::Layout {
        groups: &[GroupKind::Exclusive],
        callbacks: &[Callback { group: GroupId(0), serves: None }],
        clients: &[Client { group: GroupId(0), target: None }],
        services: &[],
        waits: &[Wait {
            callback: CallbackId(0),
            client: ClientId(0),
            mode: WaitMode::Blocking,
            awaited: Awaited::Handler,
            certain: false,
        }],
    };
    const FAULT: Option<Fault> = {
        let mut faults = [None; 1];
        LAYOUT.judge(&mut faults, &mut [0; LAYOUT.scratch_len()]);
        faults[0]
    };
    assert_eq!(FAULT, Some(Fault::SelfDeadlock(Resource::Task(GroupId(0)))));
}
