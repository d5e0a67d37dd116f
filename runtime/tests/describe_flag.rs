//! A program with the one-line `main` reads its arguments: with `--describe` or `--help` it says what it is, and starts
//! nothing; what nobody knows is an error.
//!
//! This is no test harness, but that program: without the variable it runs itself with arguments.

use std::process::{Command, ExitCode, Output};

use rosweave::prelude::*;

const CHILD: &str = "ROSWEAVE_TEST_CHILD";
/// Which of the two programs it is, where it is not the talker.
const ASKER: &str = "asker";

/// Says hello.
#[node]
struct Talker {
    #[publisher("chatter")]
    chatter: Publisher<String>,
    /// How often it speaks, in hertz.
    #[parameter(default = 1.0, range = 0.1..=100.0)]
    rate: Parameter<f64>,
    #[parameter(read_only)]
    label: Parameter<Option<String>>,
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

/// Asks what it answers itself, where it is told so.
#[node]
struct Asker {
    #[client("other")]
    other: Client<Ask>,
}

#[node]
impl Asker {
    #[service("own", type = Ask)]
    async fn own(&self, _request: (), cx: &AsyncCx) -> Result<(), CallError> {
        self.other.call(cx, ()).await
    }
}

struct Ask;

impl Service for Ask {
    type Request = ();
    type Response = ();
}

mod asker {
    rosweave::main!(super::Asker);

    pub(super) fn run() -> rosweave::Result {
        main()
    }
}

fn with(args: &[&str]) -> Output {
    run("talker", args)
}

fn run(program: &str, args: &[&str]) -> Output {
    let this = std::env::current_exe().expect("a test is a file");
    Command::new(this).env(CHILD, program).args(args).output().expect("it can be run")
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

fn own_arguments_and_those_of_ros_start_the_program() {
    for args in
        [&[][..], &["--", "--describe"], &["--", "--for", "5s"], &["--ros-args", "-r", "chatter:=/speech"]]
    {
        let output = with(args);
        assert_eq!(output.status.code(), Some(1), "{args:?}");
        assert!(text(&output.stderr).contains("the node was started"), "{args:?}: {}", text(&output.stderr));
    }
}

fn what_nobody_knows_starts_nothing() {
    let cases: [(&[&str], &str); 5] = [
        (
            &["--descibe"],
            "nobody knows `--descibe` among this program's arguments\nhelp: did you mean `--describe`?",
        ),
        (
            &["--for", "5s"],
            "nobody knows `--for` among this program's arguments\nhelp: `--help` tells what it takes",
        ),
        (&["--ros-args", "--describe"], "nobody knows `--describe` behind `--ros-args`"),
        (&["--ros-args", "-r"], "`-r` stands last, and takes a rule, like `chatter:=/speech`"),
        (&["--ros-args", "--params-file", "/nowhere"], "the parameter file `/nowhere`: "),
    ];
    for (args, expected) in cases {
        let output = with(args);
        assert_eq!(output.status.code(), Some(1), "{args:?}");
        let told = text(&output.stderr);
        assert!(told.contains(expected), "{args:?}: {told}");
        assert!(!told.contains("the node was started"), "{args:?}: {told}");
    }
}

fn help_tells_what_the_nodes_take_and_starts_nothing() {
    for args in
        [&["--help"][..], &["-h"], &["--for", "5s", "--help"], &["--ros-args", "-r", "a:=b", "--", "--help"]]
    {
        let output = with(args);
        assert!(output.status.success(), "{args:?}: {}", text(&output.stderr));
        let told = text(&output.stdout);
        for part in [
            "    rate: double, 0.1 to 100.0, default 1.0\n      How often it speaks, in hertz.\n",
            "    label: string, may be unset, read-only\n",
            "Usage: ",
            "/talker (Talker)\n  Says hello.\n",
            "    chatter (String): published\n",
            "--ros-args",
        ] {
            assert!(told.contains(part), "{args:?}: {told}");
        }
    }
}

fn names_are_replaced_by_arguments() {
    let remapped = with(&[
        "--ros-args",
        "-r",
        "chatter:=/speech",
        "-r",
        "__ns:=/left",
        "-r",
        "__node:=tim",
        "--",
        "--describe",
    ]);
    let told = text(&remapped.stdout);
    assert!(told.starts_with("/left/tim (Talker)") && told.contains("/speech"), "{told}");
}

fn a_cycle_of_waits_is_written_and_ends_the_program_with_an_error() {
    let fine = run(ASKER, &["--describe", "json"]);
    assert!(fine.status.success(), "{}", text(&fine.stderr));
    let cycle = run(ASKER, &["--describe", "json", "--ros-args", "-r", "other:=own"]);
    assert_eq!(cycle.status.code(), Some(1));
    assert!(
        text(&cycle.stdout).contains("\"cycles\": [\n    {\n      \"kind\": \"deadlock\""),
        "it is described"
    );
    let told = text(&cycle.stderr);
    assert!(
        told.contains("deadlock: `own` awaits client `other`, whose service is handled by `own` itself"),
        "{told}"
    );
}

fn main() -> ExitCode {
    if let Some(child) = std::env::var_os(CHILD) {
        return match if child == ASKER { asker::run() } else { program::run() } {
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
    own_arguments_and_those_of_ros_start_the_program();
    what_nobody_knows_starts_nothing();
    help_tells_what_the_nodes_take_and_starts_nothing();
    names_are_replaced_by_arguments();
    a_cycle_of_waits_is_written_and_ends_the_program_with_an_error();
    ExitCode::SUCCESS
}
