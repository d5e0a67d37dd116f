//! Agreement with the compiler: a printed layout compiles if and only if it cannot hang, and each wait that
//! the analysis refuses is one error, at its client.

use std::collections::BTreeMap;
use std::time::Instant;

use rosweave::analysis::Awaited;

use super::generated::{Module, Package};
use super::layout::Wait;
use super::print::{Call, Form, Source, print};
use super::sample::{Sampled, sample};
use super::search;

/// What rustc says at one place: `src/l17.rs:12:23: error[E0080]: ..`.
#[derive(Debug)]
struct Message {
    module: String,
    line: usize,
    column: usize,
    text: String,
}

#[test]
fn the_compiler_refuses_what_hangs_at_the_offending_calls() {
    let began = Instant::now();
    let layouts = sample();
    let prints: Vec<Source> = layouts.iter().map(|sampled| print(&sampled.layout, Form::Checked)).collect();
    let module = |print: &Source| Module { source: print.text.clone(), seeds: 0 };
    let modules: Vec<Module> = prints.iter().map(module).collect();
    let output = Package::write("compiled", &modules, 1).cargo("build", &["--message-format", "short"]);
    let (mut messages, elsewhere) = errors(&String::from_utf8_lossy(&output.stderr));
    let (mut refused, mut errors, mut cycles, mut differences) = (0, 0, 0, Vec::new());
    for (place, (sampled, print)) in layouts.iter().zip(&prints).enumerate() {
        let found = messages.remove(&format!("l{place}")).unwrap_or_default();
        refused += usize::from(!found.is_empty());
        errors += found.len();
        cycles += found.iter().filter(|message| message.text.contains("a cycle of waits")).count();
        if let Some(difference) = difference(sampled, &print.calls, &found) {
            differences.push(format!("l{place}: {}: {difference}", sampled.layout));
        }
    }
    println!(
        "{:<46} {:>9} layouts {refused:>9} refused   {:>4} differences {:>29} {:>7.1} s",
        "compiler",
        layouts.len(),
        differences.len(),
        format!("{errors} errors, {cycles} for cycles"),
        began.elapsed().as_secs_f64(),
    );
    assert!(elsewhere.is_empty() && messages.is_empty(), "errors in no layout: {elsewhere:#?} {messages:#?}");
    assert!(differences.is_empty(), "{} differences:\n{}", differences.len(), differences.join("\n"));
}

/// How the compiler's answer differs from what the model and the analysis say.
fn difference(sampled: &Sampled, calls: &[Call], found: &[Message]) -> Option<String> {
    if found.is_empty() == sampled.hangs {
        let verb =
            if sampled.hangs { "accepted by the compiler, but hangs in" } else { "refused, but runs in" };
        return Some(format!("{verb} the model: {found:#?}"));
    }
    let spelled = sampled.layout.spelled();
    let faults = search::judged(&spelled.facts().view());
    let waits: Vec<_> = spelled.waits().collect();
    // Where a goal can not be sent, what is wrong with the wait for its result is not said, too.
    let told = |place: usize| {
        let (callback, wait) = waits[place];
        let goal = Wait { awaited: Awaited::Keeper, ..wait };
        faults[place].is_some()
            && (wait.awaited == Awaited::Keeper
                || !(0..place).any(|other| waits[other] == (callback, goal) && faults[other].is_some()))
    };
    let expected: Vec<&Call> =
        calls.iter().enumerate().filter(|(place, _)| told(*place)).map(|(_, call)| call).collect();
    let at = |message: &Message, call: &Call| {
        let names = [format!("`{}`", call.callback), format!("client `{}`", call.client)];
        (message.line, message.column) == (call.line, call.column)
            && names.iter().all(|name| message.text.contains(name))
    };
    let right = expected.len() == found.len()
        && expected.iter().all(|call| found.iter().any(|message| at(message, call)));
    (!right).then(|| format!("expected errors at {expected:#?}, found {found:#?}"))
}

/// The errors by their modules, and those that are in none.
fn errors(stderr: &str) -> (BTreeMap<String, Vec<Message>>, Vec<String>) {
    let (mut found, mut elsewhere) = (BTreeMap::<String, Vec<Message>>::new(), Vec::new());
    for line in stderr.lines() {
        let Some((place, text)) = line.split_once(": error") else {
            // The last line counts the others.
            if line.starts_with("error") && !line.starts_with("error: could not compile `compiled`") {
                elsewhere.push(line.to_owned());
            }
            continue;
        };
        match message(place, text) {
            Some(message) if message.module.starts_with('l') => {
                found.entry(message.module.clone()).or_default().push(message)
            }
            _ => elsewhere.push(line.to_owned()),
        }
    }
    (found, elsewhere)
}

fn message(place: &str, text: &str) -> Option<Message> {
    let mut parts = place.rsplit('/').next()?.split(':');
    let module = parts.next()?.strip_suffix(".rs")?.to_owned();
    let (line, column) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    Some(Message { module, line, column, text: text.to_owned() })
}
