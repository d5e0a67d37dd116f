//! Attempts to get a forbidden wait past the check: every one is a compile error, or ends at run time with an
//! error or the call's timeout and a report that names it.
//!
//! Each program in `smuggling/` says in its second line what becomes of it: a part of the compiler's only
//! error, or `runs:` and a part of what the program prints. They are really built, not only checked: a call in
//! a generic function is judged where it is instantiated.
#![allow(missing_docs)]

mod built;

use std::fs;
use std::path::Path;

use built::{Package, program};

/// A program and what is to become of it.
struct Attempt {
    name: String,
    what: String,
    expected: Expected,
}

enum Expected {
    /// The compiler's only error holds one of these.
    Refused(Vec<String>),
    /// The program ends, and prints this.
    Ends(String),
}

fn attempts(sources: &Path) -> Vec<Attempt> {
    let mut attempts: Vec<_> = fs::read_dir(sources)
        .expect("the programs are there")
        .map(|entry| attempt(&entry.expect("can be listed").path()))
        .collect();
    attempts.sort_by(|a, b| a.name.cmp(&b.name));
    attempts
}

fn attempt(path: &Path) -> Attempt {
    let source = fs::read_to_string(path).expect("can be read");
    let mut lines = source.lines();
    let mut line = |prefix| {
        let line = lines.next().and_then(|line| line.strip_prefix(prefix));
        line.unwrap_or_else(|| panic!("{}: no line begins with `{prefix}`", path.display())).to_owned()
    };
    let what = line("//! ");
    let expected = line("//! expect: ");
    let expected = match expected.strip_prefix("runs: ") {
        Some(printed) => Expected::Ends(printed.to_owned()),
        None => Expected::Refused(expected.split('|').map(str::to_owned).collect()),
    };
    Attempt { name: path.file_stem().expect("has a name").to_string_lossy().into_owned(), what, expected }
}

const OTHER: &str = "//! Another crate.
use rosweave::{Client, Context, Group, Service};

/// Calls.
pub fn ask<'a, S: Service, G: Group, C: Context>(client: &'a Client<S, G>, cx: &'a C, request: S::Request) -> C::Reply<'a, S> {
    client.call(cx, request)
}
";

/// Writes a workspace with one binary an attempt.
fn write_workspace(sources: &Path, attempts: &[Attempt]) -> Package {
    let mut package = Package::new("smuggling", "other = { path = \"other\" }\n");
    package.member("other", OTHER);
    for attempt in attempts {
        let file = format!("{}.rs", attempt.name);
        let source = fs::read_to_string(sources.join(&file)).expect("can be read");
        package.put(&format!("src/bin/{file}"), &source);
    }
    package
}

fn outcome(attempt: &Attempt, errors: Option<&Vec<String>>) -> Result<String, String> {
    match (&attempt.expected, errors) {
        (Expected::Refused(parts), Some(errors)) => {
            let [error] = errors.as_slice() else {
                return Err(format!("{} errors: {errors:#?}", errors.len()));
            };
            match parts.iter().any(|part| error.contains(part.as_str())) {
                true => Ok("compile error".to_owned()),
                false => Err(format!("another error: {error}")),
            }
        }
        (Expected::Refused(_), None) => Err("it compiles".to_owned()),
        (Expected::Ends(_), Some(errors)) => Err(format!("it does not compile: {errors:#?}")),
        (Expected::Ends(printed), None) => {
            let output = program(&attempt.name).output().expect("runs");
            let text = String::from_utf8_lossy(&output.stdout);
            match output.status.success() && text.contains(printed.as_str()) {
                true => Ok(format!("at run time: {}", printed.split(':').next().unwrap_or_default())),
                false => Err(format!("{}, printed: {text}", output.status)),
            }
        }
    }
}

#[test]
#[allow(clippy::print_stdout)]
fn no_forbidden_wait_gets_past_the_check() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/smuggling");
    let attempts = attempts(&sources);
    assert!(attempts.len() >= 25, "only {} attempts", attempts.len());
    let errors = write_workspace(&sources, &attempts).build();
    let mut failures = Vec::new();
    println!("| attempt | outcome |\n|---|---|");
    for attempt in &attempts {
        match outcome(attempt, errors.get(&attempt.name)) {
            Ok(outcome) => println!("| {} | {outcome} |", attempt.what),
            Err(problem) => failures.push(format!("{}: {problem}", attempt.name)),
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}
