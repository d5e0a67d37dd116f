//! Agreement with what really runs: a printed layout hangs in some run in virtual time if and only if the
//! model and the analysis say so.

use std::collections::BTreeMap;
use std::time::Instant;

use super::generated::{Module, Package};
use super::print::{Form, print};
use super::sample::{Half, Sampled, half};

/// Among how many seeds a predicted hang has to show.
const SEARCHED: u64 = 1_000;
/// In how many seeds a layout that is accepted must not hang.
const TRIED: u64 = 60;

/// In how many programs they are built, side by side: a compiler of its own for each.
const PARTS: usize = 4;

#[test]
fn what_runs_hangs_if_and_only_if_the_verdict_says_so() {
    let began = Instant::now();
    let layouts = half(Half::Even);
    let modules: Vec<Module> = layouts.iter().map(|sampled| module(sampled)).collect();
    let package = Package::write("run", &modules, PARTS);
    let built = package.cargo("build", &["--quiet"]);
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let said = package.run();
    let ends: BTreeMap<&str, &str> = said.lines().filter_map(|line| line.split_once(' ')).collect();
    let (mut seeds, mut differences) = (Vec::new(), Vec::new());
    for (place, sampled) in layouts.iter().enumerate() {
        let end = ends.get(format!("l{place}").as_str()).copied().unwrap_or("said nothing");
        seeds.extend(hung(end));
        if let Some(difference) = difference(sampled, end) {
            differences.push(format!("l{place}: {}: {difference}", sampled.layout));
        }
    }
    let hung = seeds.len();
    println!(
        "{:<46} {:>9} layouts {:>9} hung      {:>4} differences {:>29} {:>7.1} s",
        "runtime",
        layouts.len(),
        hung,
        differences.len(),
        spread(seeds),
        began.elapsed().as_secs_f64(),
    );
    assert!(differences.is_empty(), "{} differences:\n{}", differences.len(), differences.join("\n"));
}

/// What must not hang is printed as users write it, so that it is compiled to the end and passes the check at
/// start-up too. The rest would not compile so.
fn module(sampled: &Sampled) -> Module {
    let (form, seeds) = if sampled.hangs { (Form::Unchecked, SEARCHED) } else { (Form::Checked, TRIED) };
    Module { source: print(&sampled.layout, form).text, seeds }
}

/// After how many seeds a run hung, if one did.
fn hung(end: &str) -> Option<u64> {
    end.strip_prefix("hung ")?.split(' ').next()?.parse().ok()
}

fn difference(sampled: &Sampled, end: &str) -> Option<String> {
    if sampled.layout.verdict() != sampled.hangs {
        return Some(format!("the analysis and the model differ; it {end}"));
    }
    match (sampled.hangs, hung(end)) {
        (true, None) => Some(format!("refused, but {end}")),
        (false, Some(_)) => Some(format!("accepted, but {end}")),
        // Runs that come to no wait would show nothing.
        (false, None) if end != format!("ran {TRIED} with 0 waits never made") => Some(end.to_owned()),
        _ => None,
    }
}

/// How soon the predicted hangs showed.
fn spread(seeds: Vec<u64>) -> String {
    let first = seeds.iter().filter(|needed| **needed == 1).count();
    format!("{first} at seed 1, all by {}", seeds.iter().max().unwrap_or(&0))
}
