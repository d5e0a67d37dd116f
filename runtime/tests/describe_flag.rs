//! A program with the one-line `main` says what it is when it gets `--describe`, and starts nothing.
//!
//! This is no test harness, but that program: without the variable it runs itself with arguments.

use std::process::{Command, ExitCode, Output};

use rosweave::prelude::*;

const CHILD: &str = "ROSWEAVE_TEST_CHILD";

/// Says hello.
#[node]
struct Talker {
    #[publisher("chatter")]
    chatter: Publisher<String>,
}

#[node]
impl Talker {
    #[init]
    fn init(_: Handles<Self>) -> rosweave::Result<Self> {
        Err(rosweave::Error::other("the node was started"))
    }

    #[timer("1s")]
    fn talk(&self) -> Result<(), PublishError> {
        self.chatter.publish("hello".to_owned())
    }
}

mod program {
    rosweave::main!(super::Talker);

    pub(super) fn run() -> rosweave::Result {
        main()
    }
}

fn with(args: &[&str]) -> Output {
    let program = std::env::current_exe().expect("a test is a file");
    Command::new(program).env(CHILD, "1").args(args).output().expect("it can be run")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("it is UTF-8")
}

fn every_format_is_printed_alone_and_nothing_starts() {
    let begins = [
        ("text", "/talker (Talker)\n  Says hello.\n"),
        ("json", "{\n  \"schema\": \"rosweave-description\",\n  \"version\": 1,\n"),
        ("markdown", "```mermaid\nflowchart LR\n"),
        ("svg", "<svg xmlns=\"http://www.w3.org/2000/svg\""),
        ("mermaid", "flowchart LR\n"),
    ];
    for (format, begin) in begins {
        let output = with(&["--for", "5s", "--describe", format]);
        assert!(output.status.success(), "{format}: {}", text(&output.stderr));
        assert!(text(&output.stdout).starts_with(begin), "{format}: {}", text(&output.stdout));
        assert_eq!(text(&output.stderr), "", "{format}");
    }
    assert_eq!(with(&["--describe"]).stdout, with(&["--describe", "text"]).stdout);
}

fn a_wrong_format_ends_the_program_with_an_error() {
    let output = with(&["--describe", "pdf"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(&output.stdout), "");
    let told = text(&output.stderr);
    assert!(told.contains("`pdf` is no format of a description"), "{told}");
    assert!(told.contains("`text`, `json`, `markdown`, `svg`, `mermaid`"), "{told}");
}

fn other_arguments_start_the_program() {
    for args in [&[][..], &["--for", "5s"], &["--", "--describe"], &["--ros-args", "--describe"]] {
        let output = with(args);
        assert_eq!(output.status.code(), Some(1), "{args:?}");
        assert!(text(&output.stderr).contains("the node was started"), "{args:?}: {}", text(&output.stderr));
    }
}

fn main() -> ExitCode {
    if std::env::var_os(CHILD).is_some() {
        return match program::run() {
            Ok(()) => ExitCode::SUCCESS,
            // As a `main` that returns the error would.
            Err(error) => {
                use std::io::Write;
                let _ = writeln!(std::io::stderr(), "Error: {error:?}");
                ExitCode::FAILURE
            }
        };
    }
    every_format_is_printed_alone_and_nothing_starts();
    a_wrong_format_ends_the_program_with_an_error();
    other_arguments_start_the_program();
    ExitCode::SUCCESS
}
