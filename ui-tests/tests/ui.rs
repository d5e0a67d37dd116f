//! What compiles and what does not, and what rustc says then.
//!
//! - `fail/`: one fault a file, shown by `cargo check`. trybuild checks them in one go.
//! - `fail/built/`: faults that only a build shows. `Client::call` judges who calls it in an inline `const`,
//!   which rustc evaluates once per instantiation, while it generates code: `cargo check` never comes there.
//!   trybuild checks too, unless its set has a case that passes; then it builds. So these cases stand
//!   beside a passing one. That they really are built shows by itself: trybuild fails a case that compiles,
//!   and without the passing one it says of each of them "expected test case to fail to compile".
//! - `pass/`: each is built and run, most of them in one program.
//! - `layouts/`: the layouts of ROS 2's page on callback groups, each with its verdict.
//!
//! `TRYBUILD=overwrite cargo test -p rosweave-ui-tests` writes the messages anew: read them like prose.
//! `cargo test -p rosweave-ui-tests -- case trybuild=topic` compiles only cases with `topic` in their path.
#![allow(missing_docs)]

use std::collections::BTreeSet;
use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use trybuild::TestCases;

#[path = "../../runtime/tests/built/mod.rs"]
mod built;
mod ui {
    pub(crate) mod programs;
}

use ui::programs;

/// The cases are in a process of their own, for one environment variable: without debug info they build in
/// half the time and a fifth of the space, and `set_var` is unsafe.
#[test]
fn each_case_compiles_or_fails_as_it_should() {
    let cases = env::current_exe().and_then(|this| {
        let filter = env::args().filter(|argument| argument.starts_with("trybuild="));
        // The underscore is in the name of every test: a filter of trybuild's alone is one of libtest's, too.
        let arguments = ["--ignored", "--test-threads=1", "_"];
        Command::new(this).args(arguments).args(filter).env("CARGO_PROFILE_DEV_DEBUG", "0").status()
    });
    assert!(
        cases.expect("the tests can run themselves").success(),
        "a case is not as it should be: see above"
    );
}

#[test]
#[ignore = "run by `each_case_compiles_or_fails_as_it_should`"]
fn faults_are_told_by_a_check() {
    let cases = TestCases::new();
    cases.compile_fail("fail/*.rs");
    layouts(Verdict::Reject).for_each(|path| cases.compile_fail(path));
}

#[test]
#[ignore = "run by `each_case_compiles_or_fails_as_it_should`"]
fn faults_out_of_sight_are_told_by_a_build() {
    let cases = TestCases::new();
    // Makes trybuild build: see above.
    cases.pass("pass/wait-other-group-through-function.rs");
    cases.compile_fail("fail/built/*.rs");
}

#[test]
#[ignore = "run by `each_case_compiles_or_fails_as_it_should`"]
fn what_is_right_compiles_and_runs() {
    let mut cases = with_extension("pass", "rs");
    cases.extend(layouts(Verdict::Accept).map(|path| Path::new(env!("CARGO_MANIFEST_DIR")).join(path)));
    programs::all_run(&cases);
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Accept,
    Reject,
}

/// Client, timer, and what becomes of a timer that blocks on the client. One that awaits it is accepted.
const LAYOUTS: [(&str, &str, Verdict); 8] = [
    ("d", "d", Verdict::Reject),
    ("e1", "e1", Verdict::Reject),
    ("e1", "e2", Verdict::Accept),
    ("e1", "d", Verdict::Accept),
    ("d", "e1", Verdict::Accept),
    ("r", "r", Verdict::Accept),
    ("r", "d", Verdict::Accept),
    ("d", "r", Verdict::Accept),
];

/// The layouts that are accepted, or those that are not.
fn layouts(verdict: Verdict) -> impl Iterator<Item = String> {
    let of = |(client, timer, blocking)| {
        [("async", Verdict::Accept), ("sync", blocking)]
            .map(|(kind, verdict)| (format!("layouts/client-{client}-timer-{timer}-{kind}.rs"), verdict))
    };
    LAYOUTS.into_iter().flat_map(of).filter(move |(_, is)| *is == verdict).map(|(path, _)| path)
}

#[test]
fn there_are_as_many_cases_as_promised() {
    let count = |folder| with_extension(folder, "rs").len();
    assert!(count("fail") + count("fail/built") >= 60);
    assert!(count("pass") >= 40);
    assert_eq!(count("layouts"), 2 * LAYOUTS.len(), "a layout is in no table");
}

/// One fault is one error. A file whose name says `several` begins with how many: `// 3 errors: ..`.
#[test]
fn no_message_has_a_cascade() {
    for path in messages() {
        let text = fs::read_to_string(&path).expect("a message can be read");
        let errors = text.lines().filter(|line| is_error(line)).count();
        assert_eq!(errors, faults(&path.with_extension("rs")), "{} shows {errors} errors", path.display());
        // What only the refused callback names is unused without it: rustc says so, and rightly.
        let warned = text.lines().any(|line| line.starts_with("warning: ") && !line.contains("unused"));
        assert!(!warned, "{} shows a warning beside the error", path.display());
    }
}

fn faults(case: &Path) -> usize {
    if !case.file_name().is_some_and(|name| name.to_string_lossy().starts_with("several-")) {
        return 1;
    }
    let text = fs::read_to_string(case).expect("a case can be read");
    let number =
        text.strip_prefix("// ").and_then(|text| text.split_once(" errors")).map(|(number, _)| number);
    let number = number.and_then(|number| number.parse().ok());
    number.unwrap_or_else(|| panic!("{} does not begin with `// N errors`", case.display()))
}

/// trybuild takes the summary out of what it writes; what somebody pasted may have it.
fn is_error(line: &str) -> bool {
    let summary = ["error: aborting", "error: could not compile"];
    (line.starts_with("error:") || line.starts_with("error["))
        && !summary.iter().any(|text| line.starts_with(text))
}

#[test]
fn every_case_that_fails_has_its_message() {
    for message in messages() {
        assert!(message.with_extension("rs").exists(), "{} is left over", message.display());
    }
    let rejected = LAYOUTS.iter().filter(|(_, _, verdict)| *verdict == Verdict::Reject).count();
    let cases = with_extension("fail", "rs").len() + with_extension("fail/built", "rs").len() + rejected;
    assert_eq!(messages().len(), cases, "a case has no message: TRYBUILD=overwrite");
}

/// The names at the end of messages are what a user searches for: each has its heading in the guide, and each that
/// the compiler says has a case.
#[test]
fn every_name_of_a_fault_is_explained() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut sources = Vec::new();
    for source in ["macros/src", "runtime/src"] {
        read_all(&root.join(source), &mut sources);
    }
    let said: BTreeSet<&str> = sources.iter().flat_map(|source| names("see: rosweave::", source)).collect();
    let guide = fs::read_to_string(root.join("docs/guide/errors.md")).expect("can be read");
    assert_eq!(said, names("## `rosweave::", &guide).collect(), "names in the code, headings in the guide");
    let told: Vec<String> =
        messages().iter().map(|path| fs::read_to_string(path).expect("can be read")).collect();
    let told: BTreeSet<&str> = told.iter().flat_map(|text| names("see: rosweave::", text)).collect();
    let at_run_time = BTreeSet::from(["arguments", "start", "unseen_wait"]);
    assert_eq!(&said - &at_run_time, told, "names in the code, names in the messages of the cases");
}

/// The names that stand behind `start`.
fn names<'t>(start: &'t str, text: &'t str) -> impl Iterator<Item = &'t str> {
    let name = |rest: &'t str| rest.split(|c: char| !c.is_ascii_lowercase() && c != '_').next();
    text.split(start).skip(1).filter_map(name).filter(|name| !name.is_empty())
}

fn read_all(folder: &Path, sources: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("the folder can be read").path();
        if path.is_dir() {
            read_all(&path, sources);
        } else {
            sources.push(fs::read_to_string(&path).expect("can be read"));
        }
    }
}

/// Every error of ours says where the guide explains it.
#[test]
fn every_message_has_a_name() {
    // What rustc says itself has helps, too, and no code.
    const RUSTCS: [&str; 4] = [
        "cannot find",
        "unused `",
        "lifetime may not live long enough",
        "cannot be sent between threads safely",
    ];
    for path in messages() {
        let text = fs::read_to_string(&path).expect("can be read");
        let unnamed = text
            .split("\nerror")
            .filter(|error| error.contains("help: ") && !error.contains("see: rosweave::"));
        let ours = unnamed
            .filter(|error| error.contains("E0080") || error.trim_start_matches("error").starts_with(": "));
        let ours: Vec<&str> =
            ours.filter(|error| !RUSTCS.iter().any(|words| error.contains(words))).collect();
        assert!(ours.is_empty(), "{}: {ours:?}", path.display());
    }
}

fn messages() -> Vec<PathBuf> {
    ["fail", "fail/built", "layouts"].iter().flat_map(|folder| with_extension(folder, "stderr")).collect()
}

fn with_extension(folder: &str, extension: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = fs::read_dir(folder).expect("the folder is there");
    let paths = entries.map(|entry| entry.expect("the folder can be read").path());
    paths.filter(|path| path.extension() == Some(OsStr::new(extension))).collect()
}
