//! Agreement with the wait graph: where no compiler sees any wait of a layout, it refuses one of every predicted cycle
//! before it waits, and no other. Which one depends on the order of execution.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use super::compare::{Answer, model_says};
use super::generated::{Module, Package};
use super::layout::Layout;
use super::model::{Bounds, Outcome};
use super::print::{Form, print};
use super::sample::{Half, Sampled, half};

/// In how many seeds each layout is run.
const SEEDS: u64 = 100;

/// In how many programs they are built, side by side.
const PARTS: usize = 4;

#[test]
fn the_wait_graph_refuses_one_wait_of_every_cycle_and_no_other() {
    let began = Instant::now();
    let layouts = half(Half::Odd);
    let module =
        |sampled: &Sampled| Module { source: print(&sampled.layout, Form::Unseen).text, seeds: SEEDS };
    let modules: Vec<Module> = layouts.iter().map(|sampled| module(sampled)).collect();
    let package = Package::write("refused", &modules, PARTS);
    let built = package.cargo("build", &["--quiet"]);
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let said = package.run();
    let ends: BTreeMap<&str, &str> = said.lines().filter_map(|line| line.split_once(' ')).collect();
    let (mut orders, mut refused, mut differences) = (0, 0, Vec::new());
    for (place, sampled) in layouts.iter().enumerate() {
        let end = ends.get(format!("l{place}").as_str()).copied().unwrap_or("said nothing");
        match judge(sampled, end) {
            Ok(found) => {
                orders += found.len();
                refused += usize::from(found.iter().any(|order| order.contains('!')));
            }
            Err(difference) => differences.push(format!("l{place}: {}: {difference}", sampled.layout)),
        }
    }
    println!(
        "{:<46} {:>9} layouts {refused:>9} refused   {:>4} differences {:>29} {:>7.1} s",
        "wait graph",
        layouts.len(),
        differences.len(),
        format!("{orders} orders of execution"),
        began.elapsed().as_secs_f64(),
    );
    assert!(differences.is_empty(), "{} differences:\n{}", differences.len(), differences.join("\n"));
}

/// The orders in which a layout's waits were executed first, if all of them were treated as the rule says.
fn judge<'e>(sampled: &Sampled, end: &'e str) -> Result<Vec<&'e str>, String> {
    let expected = format!("ran {SEEDS} with 0 waits never made");
    let Some(orders) = end.strip_prefix(&expected) else { return Err(end.to_owned()) };
    let orders: Vec<&str> = orders.trim_start_matches(": ").split_whitespace().collect();
    if orders.is_empty() && sampled.layout.waits().next().is_some() {
        return Err("nobody asked the wait graph".to_owned());
    }
    // A result is waited for after the goal was sent, in two waits.
    let spelled = sampled.layout.spelled();
    orders.iter().try_for_each(|order| follow(&spelled, order))?;
    if sampled.hangs != orders.iter().any(|order| order.contains('!')) {
        return Err(format!(
            "the model says {}, but {end}",
            if sampled.hangs { "it hangs" } else { "it runs" }
        ));
    }
    Ok(orders)
}

/// Takes the waits one after the other, and asks the rule about each.
fn follow(layout: &Layout, order: &str) -> Result<(), String> {
    let mut kept = BTreeSet::new();
    for step in order.split('.') {
        let (place, is_refused) = match step.strip_prefix('!') {
            Some(place) => (place, true),
            None => (step, false),
        };
        let place: usize = place.parse().map_err(|_| format!("no place: {order}"))?;
        let closes = layout.with_waits(|wait| wait == place || kept.contains(&wait)).verdict();
        if closes != is_refused {
            let verdict = if closes { "closes a cycle and was made" } else { "closes none and was refused" };
            return Err(format!("wait {place} {verdict} in the order {order}"));
        }
        if !is_refused {
            kept.insert(place);
        }
    }
    // The model knows nothing of the rule.
    let left = layout.with_waits(|wait| kept.contains(&wait));
    match model_says(&left, Bounds { states: 100_000, ..Bounds::ENOUGH }) {
        Answer::Same(Outcome::Hangs) => Err(format!("what is left after {order} hangs in the model")),
        _ => Ok(()),
    }
}
