//! Whole programs with callbacks that do not return: a process each, told to end by signals.
#![cfg(unix)]
#![allow(missing_docs, clippy::print_stderr)]

use std::io::{BufRead, BufReader};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Instant;

use rosweave::prelude::*;
use rosweave::{Error, System};

/// Which program a process is to be. It is this test's own binary.
const PROGRAM: &str = "ROSWEAVE_TEST_PROGRAM";

const SIGINT: i32 = 2;
const SIGTERM: i32 = 15;

/// The default grace period and what the programs here take beside it, on a machine that has other things to do.
const IN_TIME: Duration = Duration::from_secs(8);

fn say(line: &str) {
    eprintln!("{line}");
}

#[node]
struct Deaf;

#[node]
impl Deaf {
    #[timer("10ms")]
    fn poll(&self) {
        say("inside");
        loop {
            std::thread::sleep(Duration::from_secs(1));
        }
    }
}

#[node]
struct DeafAsync;

#[node]
impl DeafAsync {
    #[timer("10ms")]
    async fn poll(&self) {
        say("inside");
        loop {
            busy();
        }
    }
}

/// Blocks under a name that the check does not know.
fn busy() {
    std::thread::sleep(Duration::from_secs(1));
}

struct Never;

impl Service for Never {
    type Request = ();
    type Response = ();
}

#[node]
struct DeafInit {
    #[client("never")]
    never: Client<Never>,
}

#[node]
impl DeafInit {
    #[init]
    fn init(h: Handles<Self>) -> Self {
        say("inside");
        while !h.never.service_is_ready() {
            std::thread::sleep(Duration::from_millis(10));
        }
        DeafInit { never: h.never }
    }

    #[timer("1s")]
    fn tick(&self) {
        let _ = self.never.service_is_ready();
    }
}

#[node]
struct Healthy;

#[node]
impl Healthy {
    #[timer("100ms")]
    fn tick(&self) {
        say("tick");
    }
}

/// Asks in its `#[init]` for what the other one serves after its own.
macro_rules! asks_first {
    ($node:ident, $asks:literal, $serves:literal) => {
        #[node]
        struct $node {
            #[client($asks)]
            other: Client<Never>,
        }

        #[node]
        impl $node {
            #[init]
            fn init(h: Handles<Self>) -> Self {
                while !h.other.service_is_ready() {
                    std::thread::sleep(Duration::from_millis(10));
                }
                $node { other: h.other }
            }

            #[service($serves, type = Never)]
            fn serve(&self, _request: ()) {
                let _ = self.other.service_is_ready();
            }
        }
    };
}

asks_first!(Hen, "egg", "hen");
asks_first!(Egg, "hen", "egg");

#[node]
struct Provider;

#[node]
impl Provider {
    #[service("never", type = Never)]
    fn serve(&self, _request: ()) {}
}

/// Whether it is served by a node that `main` lists later.
#[node]
struct Asker;

#[node]
impl Asker {
    #[timer("10ms", once)]
    fn tick(&self) {
        say("both run");
    }
}

/// Holds what its program's error is to be written to.
#[node]
struct Holds;

#[node]
impl Holds {
    #[timer("10ms")]
    fn hold(&self) {
        let _held = std::io::stderr().lock();
        say("inside");
        loop {
            busy();
        }
    }
}

/// Has nothing to do, once it runs, and a task that waits for its end.
#[node]
struct Idle {
    #[client("never")]
    never: Client<Never>,
}

#[node]
impl Idle {
    #[timer("1ms", once)]
    async fn tick(&self, cx: &AsyncCx) {
        cx.spawn(|cx| async move { cx.shutdown().await });
        say("inside");
    }

    #[subscribe("silence")]
    fn heard(&self, _message: &u32) {
        let _ = self.never.service_is_ready();
    }

    #[timer("1h")]
    fn later(&self) {}
}

fn system(name: &str) -> System {
    let options = NodeOptions::new;
    match name {
        "sync" => System::new().node::<Deaf>(options()),
        "async" => System::new().node::<DeafAsync>(options()),
        "init" => System::new().node::<DeafInit>(options()),
        "healthy" => System::new().node::<Deaf>(options()).node::<Healthy>(options()),
        "holds" => System::new().node::<Holds>(options().grace(Duration::from_millis(100))),
        "idle" => System::new().node::<Idle>(options()),
        "ring" => System::new().node::<Hen>(options()).node::<Egg>(options()),
        "order" => {
            System::new().node::<DeafInit>(options()).node::<Provider>(options()).node::<Asker>(options())
        }
        other => panic!("{other}"),
    }
}

/// The program, in a process that was started for it.
#[test]
fn program() {
    let Ok(name) = std::env::var(PROGRAM) else { return };
    let code = match rosweave::run_system(system(&name)) {
        Ok(()) => 0,
        Err(error) => {
            let error: Error = error;
            say(&format!("Error: {error}"));
            1
        }
    };
    std::process::exit(code);
}

/// A process, and its log line by line. It does not outlive this, so a test that fails leaves none behind.
struct Program {
    child: Child,
    lines: mpsc::Receiver<String>,
    /// What it has said so far.
    log: String,
}

impl Program {
    fn start(name: &str, workers: &str) -> Program {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "program", "--nocapture"]).env(PROGRAM, name);
        command.env("TOKIO_WORKER_THREADS", workers).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let log = BufReader::new(child.stderr.take().unwrap());
        let (said, lines) = mpsc::channel();
        std::thread::spawn(move || log.lines().map_while(Result::ok).try_for_each(|line| said.send(line)));
        Program { child, lines, log: String::new() }
    }

    /// The next line of its log, `None` when that has ended. What does not come until `deadline` is named.
    fn line(&mut self, deadline: Instant, what: &str) -> Option<String> {
        match self.lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(line) => {
                self.log += &line;
                self.log.push('\n');
                Some(line)
            }
            Err(RecvTimeoutError::Disconnected) => None,
            Err(RecvTimeoutError::Timeout) => panic!("{what} within {IN_TIME:?}; it said:\n{}", self.log),
        }
    }

    /// Reads the log up to a line that has this text.
    fn wait_for(&mut self, text: &str) -> String {
        let deadline = Instant::now() + IN_TIME;
        loop {
            match self.line(deadline, &format!("`{text}` does not come")) {
                Some(line) if line.contains(text) => return line,
                Some(_) => {}
                None => panic!("it ended, and `{text}` never came; it said:\n{}", self.log),
            }
        }
    }

    fn signal(&self, signal: i32) {
        let (signal, process) = (format!("-{signal}"), self.child.id().to_string());
        assert!(Command::new("kill").args([signal, process]).status().unwrap().success());
    }

    /// How it ends, and its log.
    fn end(mut self) -> (ExitStatus, String) {
        let deadline = Instant::now() + IN_TIME;
        while self.line(deadline, "the program does not end").is_some() {}
        // Its log ends with it.
        (self.child.wait().unwrap(), std::mem::take(&mut self.log))
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Where it has ended there is nothing to kill.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_callback_that_never_returns_does_not_keep_the_program() {
    for (name, workers) in [("sync", "2"), ("sync", "8"), ("async", "2"), ("async", "1")] {
        for signal in [SIGINT, SIGTERM] {
            let mut program = Program::start(name, workers);
            program.wait_for("inside");
            program.signal(signal);
            let (status, log) = program.end();
            assert_eq!(status.code(), Some(1), "{log}");
            assert!(log.contains("Error: ") && log.contains("`poll` (for "), "{log}");
        }
    }
}

#[test]
fn a_callback_that_holds_standard_error_does_not_keep_the_program_and_is_named() {
    let mut program = Program::start("holds", "2");
    program.wait_for("inside");
    program.signal(SIGINT);
    let (status, log) = program.end();
    assert_eq!(status.code(), Some(1), "{log}");
    assert!(log.contains("Error: ") && log.contains("`hold` (for "), "{log}");
}

#[test]
fn an_init_that_never_returns_does_not_keep_the_program_and_is_named() {
    let mut program = Program::start("init", "2");
    program.wait_for("inside");
    let warning = program.wait_for("`#[init]` has not returned");
    assert!(warning.contains("/deaf_init") && warning.contains("/never"), "{warning}");
    program.signal(SIGINT);
    let (status, log) = program.end();
    assert_eq!(status.code(), Some(1), "{log}");
    assert!(log.contains("/deaf_init") && log.contains("`#[init]` (for "), "{log}");
}

#[test]
fn signals_that_come_together_are_one() {
    let mut program = Program::start("sync", "2");
    program.wait_for("inside");
    program.signal(SIGTERM);
    program.signal(SIGTERM);
    program.signal(SIGINT);
    program.wait_for("stopping");
    let (status, log) = program.end();
    assert_eq!(status.signal(), None, "{log}");
}

#[test]
fn a_second_signal_ends_the_program_at_once_and_as_usual() {
    for (first, second) in [(SIGINT, SIGINT), (SIGINT, SIGTERM), (SIGTERM, SIGINT)] {
        let mut program = Program::start("sync", "2");
        program.wait_for("inside");
        program.signal(first);
        program.wait_for("stopping");
        // Sooner it would count as the first one.
        std::thread::sleep(Duration::from_millis(300));
        program.signal(second);
        let (status, log) = program.end();
        assert_eq!(status.signal(), Some(second), "{log}");
    }
}

#[test]
fn a_node_beside_one_that_never_returns_ticks() {
    let mut program = Program::start("healthy", "1");
    program.wait_for("inside");
    for _ in 0..5 {
        program.wait_for("tick");
    }
    program.signal(SIGINT);
    assert_eq!(program.end().0.code(), Some(1));
}

#[test]
fn an_init_may_ask_for_the_service_of_a_node_that_is_listed_later() {
    let mut program = Program::start("order", "1");
    program.wait_for("both run");
    program.signal(SIGINT);
    let (status, log) = program.end();
    assert!(status.success(), "{log}");
}

#[test]
fn nodes_whose_init_asks_for_one_another_are_both_named() {
    let mut program = Program::start("ring", "2");
    for _ in 0..2 {
        let warning = program.wait_for("`#[init]` has not returned");
        assert!(warning.contains("/hen") && warning.contains("/egg"), "{warning}");
    }
    program.signal(SIGINT);
    assert_eq!(program.end().0.code(), Some(1));
}

/// How often threads of the program have woken up so far.
#[cfg(target_os = "linux")]
fn wake_ups(process: u32) -> u64 {
    let tasks = std::fs::read_dir(format!("/proc/{process}/task")).unwrap();
    let statuses = tasks.map(|task| std::fs::read_to_string(task.unwrap().path().join("status")).unwrap());
    let switches = statuses.map(|status| {
        let line = status.lines().find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"));
        line.unwrap().trim().parse::<u64>().unwrap()
    });
    switches.sum()
}

#[test]
#[cfg(target_os = "linux")]
fn a_program_that_has_nothing_to_do_wakes_no_thread() {
    let mut program = Program::start("idle", "2");
    program.wait_for("inside");
    let process = program.child.id();
    let in_a_second = || {
        let before = wake_ups(process);
        std::thread::sleep(Duration::from_secs(1));
        wake_ups(process) - before
    };
    // The keeper looks after the callback that ran, and comes to rest.
    let seconds: Vec<_> = (0..6).map(|_| in_a_second()).collect();
    assert_eq!(seconds[3..], [0, 0, 0], "wake-ups in each second: {seconds:?}");
    program.signal(SIGTERM);
    assert!(program.end().0.success());
}
