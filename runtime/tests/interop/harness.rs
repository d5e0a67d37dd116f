//! The peer as a second process, the log, and nodes that tell what happens to them.
// Each of the programs uses a part of it.
#![allow(dead_code)]

use std::fmt::Debug;
use std::io::{BufRead, BufReader, Write};
use std::net::UdpSocket;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use rosweave::Dds;
use tokio::sync::watch;

/// How long the tests wait for anything before they say that it hangs.
pub(crate) const LIMIT: Duration = Duration::from_secs(30);

/// The Python that has `cyclonedds`, or a visible line that says that it is missing. `.ci/run interop` has it.
pub(crate) fn python() -> Option<String> {
    let python = std::env::var("ROSWEAVE_PEER_PYTHON").ok();
    if python.is_none() {
        // `println!` is captured by the test runner.
        let line =
            "SKIPPED: ROSWEAVE_PEER_PYTHON names no Python with `cyclonedds`; `.ci/run interop` does\n";
        std::io::stderr().write_all(line.as_bytes()).unwrap();
    }
    python
}

/// The program that `fast_peer.cpp` becomes, or a visible line that says that it is missing. `.ci/run wire` builds it.
pub(crate) fn fast_peer() -> Option<String> {
    let program = std::env::var("ROSWEAVE_FAST_PEER").ok();
    if program.is_none() {
        let line = "SKIPPED: ROSWEAVE_FAST_PEER names no peer with Fast DDS; `.ci/run wire` builds it\n";
        std::io::stderr().write_all(line.as_bytes()).unwrap();
    }
    program
}

/// A domain that nobody on this machine uses: the first participant's port is free.
pub(crate) fn free_domain() -> u16 {
    static TAKEN: Mutex<Vec<u16>> = Mutex::new(Vec::new());
    let mut taken = lock(&TAKEN);
    let start = std::process::id() % 100;
    let domain = (0..100)
        .map(|step| 1 + u16::try_from((start + step) % 100).unwrap())
        .find(|domain| {
            !taken.contains(domain) && UdpSocket::bind(("0.0.0.0", 7400 + 250 * domain + 10)).is_ok()
        })
        .expect("a free domain");
    taken.push(domain);
    domain
}

/// A transport of this host only, on a domain of its own.
pub(crate) fn local_dds() -> Dds {
    Dds::options().domain(free_domain()).localhost().open().unwrap()
}

/// Another DDS in a process of its own. Dropping it kills the process.
pub(crate) struct Peer {
    process: Child,
    commands: ChildStdin,
    events: Receiver<String>,
}

impl Peer {
    /// Eclipse Cyclone DDS.
    pub(crate) fn start(python: &str, dds: &Dds) -> Peer {
        Peer::run(python, dds, &["peer.py"])
    }

    /// Another program of the peer's.
    pub(crate) fn run(python: &str, dds: &Dds, program: &[&str]) -> Peer {
        // Packages beside this one have tests with the peer, too.
        let mut roots = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
        let scripts =
            roots.find_map(|root| Some(root.join("runtime/tests/interop")).filter(|dir| dir.is_dir()));
        let script = scripts.expect("the peer's programs are there").join(program[0]);
        let mut command = Command::new(python);
        command.arg("-B").arg(&script).args(&program[1..]);
        Peer::spawn(command, dds)
    }

    /// Fast DDS, as `fast_peer` has it.
    pub(crate) fn fast(program: &str, dds: &Dds) -> Peer {
        Peer::spawn(Command::new(program), dds)
    }

    fn spawn(mut command: Command, dds: &Dds) -> Peer {
        command.env("ROS_DOMAIN_ID", dds.domain().to_string()).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process =
            command.spawn().unwrap_or_else(|error| panic!("{command:?} does not start: {error}"));
        let commands = process.stdin.take().unwrap();
        let output = BufReader::new(process.stdout.take().unwrap());
        let (sender, events) = channel();
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        let mut peer = Peer { process, commands, events };
        peer.event("ready");
        peer
    }

    /// Gives a command and waits until it is carried out.
    pub(crate) fn tell(&mut self, command: &str) {
        self.begin(command);
        self.event("ok");
    }

    /// Gives a command.
    pub(crate) fn begin(&mut self, command: &str) {
        writeln!(self.commands, "{command}").unwrap();
    }

    /// Waits for the next event that starts with these words, and returns the rest of it. Events before it are
    /// passed over.
    pub(crate) fn event(&mut self, words: &str) -> String {
        let deadline = Instant::now() + LIMIT;
        let mut passed = Vec::new();
        loop {
            let Ok(event) = self.events.recv_timeout(deadline.saturating_duration_since(Instant::now()))
            else {
                panic!("the peer does not say `{words}` but {passed:?}");
            };
            assert!(!event.starts_with("failed"), "{event}");
            if let Some(rest) = event.strip_prefix(words) {
                return rest.trim_start().to_owned();
            }
            passed.push(event);
        }
    }

    /// The same, or `None` where it does not come within `limit`.
    pub(crate) fn event_within(&mut self, words: &str, limit: Duration) -> Option<String> {
        let deadline = Instant::now() + limit;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let event = self.events.recv_timeout(left).ok()?;
            assert!(!event.starts_with("failed"), "{event}");
            if let Some(rest) = event.strip_prefix(words) {
                return Some(rest.trim_start().to_owned());
            }
        }
    }

    /// Waits until so many of the other side's ends are connected with one of the peer's.
    pub(crate) fn matched(&mut self, name: &str, count: usize) {
        self.begin(&format!("match {name} {count}"));
        self.event(&format!("matched {name}"));
    }

    /// Stops the process, as Ctrl-Z does: it neither goes on nor leaves.
    pub(crate) fn suspend(&self) {
        self.signal("-STOP");
    }

    /// Has a process that was stopped go on.
    pub(crate) fn resume(&self) {
        self.signal("-CONT");
    }

    fn signal(&self, signal: &str) {
        let pid = self.process.id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
    }

    /// Ends the process at once, as a crash or a pulled plug does.
    pub(crate) fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What a node has heard so far.
pub(crate) type Heard<T = String> = watch::Sender<Vec<T>>;

/// Waits until a node has heard so many, and returns all.
pub(crate) async fn heard<T: Clone + Debug>(heard: &Heard<T>, count: usize) -> Vec<T> {
    let mut news = heard.subscribe();
    let all = tokio::time::timeout(LIMIT, news.wait_for(|all| all.len() >= count)).await;
    let Ok(all) = all else { panic!("of {count} messages the node has heard {:?}", heard.borrow()) };
    all.expect("the sender is borrowed").clone()
}

/// Waits for what is counted without a word to anybody.
pub(crate) async fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + LIMIT;
    while !holds() {
        assert!(Instant::now() < deadline, "{what} does not come");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// The warnings of this process. Each test looks for names of its own in them.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// From the first use on.
    pub(crate) fn get() -> &'static Log {
        static LOG: OnceLock<Log> = OnceLock::new();
        LOG.get_or_init(|| {
            let log = Log::default();
            let writer = log.clone();
            tracing_subscriber::fmt()
                .with_ansi(false)
                .with_max_level(tracing_subscriber::filter::LevelFilter::WARN)
                .with_writer(move || writer.clone())
                .init();
            log
        })
    }

    /// The lines with all of these words.
    pub(crate) fn lines(&self, words: &[&str]) -> Vec<String> {
        let text = String::from_utf8_lossy(&lock(&self.0)).into_owned();
        text.lines().filter(|line| words.iter().all(|word| line.contains(word))).map(str::to_owned).collect()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        lock(&self.0).write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A test that failed must not fail the others.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
