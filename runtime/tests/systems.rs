//! Several nodes in one program: the rule holds for all of them together.
#![allow(missing_docs)]

use std::sync::{Arc, Mutex, mpsc};

use rosweave::__private::{judged_together, node_facts};
use rosweave::describe::{find_cycles, json};
use rosweave::prelude::*;
use rosweave::{InProcess, StartError, System, Transport};

struct Echo;

impl Service for Echo {
    type Request = u64;
    type Response = u64;
}

/// Serves one service and, when asked, asks another one first: a link of a ring.
macro_rules! link {
    ($node:ident: serves $own:literal, asks $other:literal) => {
        #[node]
        struct $node {
            #[client($other, timeout = "1s")]
            other: Client<Echo, Replies>,
        }

        #[node]
        impl $node {
            #[service($own, type = Echo)]
            fn answer(&self, number: u64, cx: &Cx) -> Result<u64, CallError> {
                if number == 0 { Ok(0) } else { self.other.call(cx, number - 1) }
            }
        }
    };
}

#[derive(Group, Default)]
struct Replies;

link!(Alpha: serves "alpha", asks "beta");
link!(Beta: serves "beta", asks "gamma");
link!(Gamma: serves "gamma", asks "alpha");
link!(Elsewhere: serves "gamma", asks "/elsewhere/alpha");

const RING: &str = "deadlock: a cycle of waits, closed where `answer` blocks on client `other`
  1. `Gamma::answer` in the default group of `Gamma` blocks on `other`, whose handler `Alpha::answer` is started by the default group of `Alpha`
  2. `Alpha::answer` in the default group of `Alpha` blocks on `other`, whose handler `Beta::answer` is started by the default group of `Beta`
  3. `Beta::answer` in the default group of `Beta` blocks on `other`, whose handler `Gamma::answer` is started by the default group of `Gamma`
  each waits for the next one, the last one for the first: none ever goes on";

#[test]
fn a_ring_of_nodes_is_seen_in_a_const_and_only_as_a_whole() {
    const WHOLE: Option<rosweave::facts::text::Text> =
        judged_together([node_facts::<Alpha>(), node_facts::<Beta>(), node_facts::<Gamma>()]);
    const PART: Option<rosweave::facts::text::Text> =
        judged_together([node_facts::<Alpha>(), node_facts::<Beta>()]);
    const OTHER: Option<rosweave::facts::text::Text> =
        judged_together([node_facts::<Alpha>(), node_facts::<Beta>(), node_facts::<Elsewhere>()]);
    let text = WHOLE.expect("they form a ring").to_string();
    assert!(text.starts_with(RING), "{text}");
    assert!(PART.is_none());
    assert!(OTHER.is_none());
}

fn three(gamma: NodeOptions) -> System {
    System::new().node::<Alpha>(NodeOptions::new()).node::<Beta>(NodeOptions::new()).node::<Gamma>(gamma)
}

#[tokio::test]
async fn a_ring_is_refused_at_start_before_anything_runs() {
    let graph = InProcess::private();
    let error = three(NodeOptions::new()).start_on(&graph).await.expect_err("must not start");
    let StartError::Deadlock(text) = error else { panic!("{error}") };
    assert!(text.starts_with(RING), "{text}");
    assert_eq!(graph.nodes(), [""; 0]);
}

#[tokio::test]
async fn names_decide_whether_nodes_form_a_ring() -> rosweave::Result {
    let graph = InProcess::private();
    let apart = three(NodeOptions::new().namespace("/apart")).start_on(&graph).await?;
    // Beside those that show parameters and types to tools.
    let of_tools =
        |service: &String| ["_parameter", "get_type_description"].iter().any(|name| service.contains(name));
    let services = graph.services().into_iter().filter(|service| !of_tools(service));
    assert_eq!(services.collect::<Vec<_>>(), ["/alpha", "/apart/gamma", "/beta"]);
    apart.stop().await?;
    assert_eq!(graph.nodes(), [""; 0]);

    let remapped = NodeOptions::new().namespace("/apart").remap("gamma", "/gamma").remap("alpha", "/alpha");
    let error = three(remapped).start_on(&graph).await.expect_err("must not start");
    assert!(matches!(error, StartError::Deadlock(_)), "{error}");
    Ok(())
}

#[tokio::test]
async fn a_node_that_does_not_start_keeps_the_others_from_running() {
    let graph = InProcess::private();
    let twice =
        System::new().node::<Alpha>(NodeOptions::new()).node::<Alpha>(NodeOptions::new().name("again"));
    let error = twice.start_on(&graph).await.expect_err("both serve `/alpha`");
    // Both begin at once: either may be the first.
    assert!(error.to_string().contains("`/alpha` is served already, by `/a"), "{error}");
    while !graph.nodes().is_empty() {
        tokio::task::yield_now().await;
    }
}

#[node]
struct Ends;

#[node]
impl Ends {
    #[timer("10ms", once)]
    fn end(&self) {
        panic!("the end");
    }
}

#[tokio::test]
async fn the_end_of_one_node_stops_the_others() {
    let graph = InProcess::private();
    let system = System::new()
        .node::<Alpha>(NodeOptions::new())
        .node::<Ends>(NodeOptions::new())
        .start_on(&graph)
        .await;
    let error = system.expect("starts").wait().await.expect_err("one panicked");
    assert_eq!(error.to_string(), "callback `end` of `/ends` panicked: the end");
    assert_eq!(graph.nodes(), [""; 0]);
}

#[test]
fn a_system_runs_in_a_test_world() -> rosweave::Result {
    let world = rosweave::testing::World::new(1);
    let apart = NodeOptions::new().namespace("/apart");
    let _server = world.serve::<Echo>("/gamma", |number| number)?;
    let system = world.start_system(three(apart))?;
    assert_eq!(world.call::<Echo>("alpha", 5)?, 3);
    world.block_on(system.stop())??;
    Ok(())
}

/// Its `#[init]` never ends.
#[node]
struct Endless;

#[node]
impl Endless {
    #[init]
    async fn init(_h: Handles<Self>) -> Self {
        std::future::pending::<()>().await;
        Endless
    }

    #[timer("1s")]
    fn tick(&self) {}
}

#[test]
fn a_program_that_is_told_to_end_while_it_starts_ends() {
    let system = System::new().node::<Endless>(NodeOptions::new());
    let soon = async { tokio::time::sleep(Duration::from_millis(1)).await };
    rosweave::run_system_until(system, soon).unwrap();
}

/// A log that stands still at this word until its gate is dropped.
struct Blocked(Arc<Mutex<mpsc::Receiver<()>>>);

impl std::io::Write for Blocked {
    fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
        if String::from_utf8_lossy(line).contains("stopping") {
            let _ = self.0.lock().unwrap().recv();
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_log_that_is_blocked_holds_up_no_stop() {
    let (open, gate) = mpsc::channel();
    let gate = Arc::new(Mutex::new(gate));
    let subscriber = tracing_subscriber::fmt().with_writer(move || Blocked(gate.clone())).finish();
    let (ended, end) = mpsc::channel();
    std::thread::spawn(move || {
        let _log = tracing::subscriber::set_default(subscriber);
        let system = System::new().node::<Alpha>(NodeOptions::new());
        let _ = ended.send(
            rosweave::run_system_until(system, std::future::ready(())).map_err(|error| error.to_string()),
        );
    });
    end.recv_timeout(Duration::from_secs(20)).expect("it ends").unwrap();
    drop(open);
}

/// What the `Drop` of something does.
enum Ending {
    Returns,
    Panics,
    /// Until the gate is opened.
    Blocks(Mutex<mpsc::Receiver<()>>),
}

impl Drop for Ending {
    fn drop(&mut self) {
        match self {
            Ending::Returns => {}
            Ending::Panics => panic!("on purpose"),
            Ending::Blocks(gate) => {
                let _ = gate.get_mut().unwrap().recv();
            }
        }
    }
}

/// The endings of the node, of an exclusive group and of a reentrant one.
type Endings = [Ending; 3];

#[derive(Group)]
struct Desk {
    _ending: Ending,
}

#[derive(Group)]
#[group(reentrant)]
struct Hall {
    _ending: Ending,
}

#[node]
struct Leaver {
    _ending: Ending,
}

#[node]
impl Leaver {
    #[init]
    fn init(_h: Handles<Self>, [own, desk, hall]: Endings) -> (Self, Desk, Hall) {
        (Leaver { _ending: own }, Desk { _ending: desk }, Hall { _ending: hall })
    }

    #[timer("1ms", once)]
    #[group(Desk)]
    fn at_desk(&self, _desk: &mut Desk, cx: &Cx<Desk>) {
        cx.request_stop();
    }

    #[timer("1h")]
    #[group(Hall)]
    fn in_hall(&self, _hall: &Hall) {}
}

#[node]
struct Loner {
    ending: Ending,
}

#[node]
impl Loner {
    #[init]
    fn init(_h: Handles<Self>, [own, ..]: Endings) -> Self {
        Loner { ending: own }
    }

    #[timer("1ms", once)]
    fn leave(&mut self, cx: &Cx) {
        if matches!(self.ending, Ending::Panics | Ending::Blocks(_)) {
            cx.request_stop();
        }
    }
}

/// A message that waits for a callback which does not return waits until its node ends.
#[node]
struct Hoarder {
    #[publisher("hoard")]
    hoard: Publisher<Ending>,
    given: Mutex<Option<Ending>>,
}

#[node]
impl Hoarder {
    #[init]
    fn init(h: Handles<Self>, [own, ..]: Endings) -> Self {
        Hoarder { hoard: h.hoard, given: Mutex::new(Some(own)) }
    }

    #[timer("1ms", once)]
    async fn publish(&self, cx: &AsyncCx) -> rosweave::Result {
        let ending = self.given.lock().unwrap().take().expect("it is given one");
        self.hoard.publish(ending)?;
        cx.request_stop();
        std::future::pending().await
    }

    #[subscribe("hoard")]
    fn hoard(&self, _: &Ending) {}
}

/// Runs the node beside a healthy one until it stops by itself, and returns the program's error.
fn end_of<N: rosweave::Node>(endings: Endings) -> String {
    let (ended, end) = mpsc::channel();
    std::thread::spawn(move || {
        let options = NodeOptions::new().grace(Duration::from_millis(50));
        let system = System::new().node::<Healthy>(options.clone()).node::<N>(options.with(endings));
        let outcome = rosweave::run_system_until(system, std::future::pending());
        let _ = ended.send(outcome.expect_err("it does not end well").to_string());
    });
    end.recv_timeout(Duration::from_secs(20)).expect("it ends")
}

#[node]
struct Healthy;

#[node]
impl Healthy {
    #[timer("1h")]
    fn tick(&self) {}
}

/// How the program's error begins and ends, for each thing of a node whose ending is not harmless.
fn assert_each_is_named(ending: impl Fn() -> Ending, said: impl Fn(&str, &str) -> [String; 2]) {
    let only = |at: usize| std::array::from_fn(|n| if n == at { ending() } else { Ending::Returns });
    let assert = |error: String, node, what: &str| {
        let [begin, end] = said(node, what);
        assert!(error.starts_with(&begin) && error.ends_with(&end), "{error}");
    };
    assert(end_of::<Leaver>(only(0)), "/leaver", "the `Drop` of `Leaver`");
    assert(end_of::<Leaver>(only(1)), "/leaver", "the `Drop` of `Desk`");
    assert(end_of::<Leaver>(only(2)), "/leaver", "the `Drop` of `Hall`");
    assert(end_of::<Loner>(only(0)), "/loner", "the `Drop` of `Loner`");
    assert(end_of::<Hoarder>(only(0)), "/hoarder", "the end of what the default group has held");
}

#[test]
fn a_drop_that_panics_at_the_end_of_a_node_is_named_and_the_others_end() {
    let said = |node: &str, what: &str| [what.to_owned(), format!(" panicked in `{node}`: on purpose")];
    assert_each_is_named(|| Ending::Panics, said);
}

#[test]
fn a_drop_that_does_not_return_at_the_end_of_a_node_is_named_and_the_program_ends() {
    let gates = Mutex::new(Vec::new());
    let blocks = || {
        let (open, gate) = mpsc::channel();
        gates.lock().unwrap().push(open);
        Ending::Blocks(Mutex::new(gate))
    };
    let said = |node: &str, what: &str| {
        [format!("`{node}` did not stop within 300ms: still running: "), what.to_owned()]
    };
    assert_each_is_named(blocks, said);
}

#[derive(Group, Default)]
struct Grip {
    load: u64,
}

/// Its handler and its callback are tied to the state of their group.
#[node]
struct Gripper {
    #[client("move_to", timeout = "1s")]
    move_to: Client<Echo, Replies>,
}

#[node]
impl Gripper {
    #[service("load", type = Echo)]
    #[group(Grip)]
    fn load(&self, _request: u64, grip: &mut Grip) -> u64 {
        grip.load
    }

    #[timer("1s")]
    #[group(Grip)]
    fn pick(&self, grip: &mut Grip, cx: &Cx<Grip>) -> Result<(), CallError> {
        grip.load = self.move_to.call(cx, 1)?;
        Ok(())
    }
}

/// It hands its context on.
#[node]
struct Arm {
    #[client("load", timeout = "1s")]
    load: Client<Echo, Replies>,
}

#[node]
impl Arm {
    #[service("move_to", type = Echo)]
    fn move_to(&self, number: u64, cx: &Cx) -> Result<u64, CallError> {
        self.carefully(number, cx)
    }

    fn carefully(&self, number: u64, cx: &Cx) -> Result<u64, CallError> {
        self.load.call(cx, number)
    }
}

#[test]
fn a_description_offers_the_fixes_that_the_compiler_offers_also_as_a_file() {
    const SAID: Option<rosweave::facts::text::Text> =
        judged_together([node_facts::<Gripper>(), node_facts::<Arm>()]);
    let said = SAID.expect("they form a ring").to_string();
    assert!(!said.contains("put "), "what is tied to its state stays where it is: {said}");
    let system = System::<InProcess>::new().node::<Gripper>(NodeOptions::new());
    let described = system.node::<Arm>(NodeOptions::new()).describe().expect("it can be described");
    assert_eq!(described.cycles[0].message, said);
    let read = json::read(&json::write(&described)).expect("it is whole");
    assert_eq!(find_cycles(&read).expect("it can be checked")[0].message, said);
    // A file that does not tell is taken for the strictest one.
    let old = json::write(&described).replace("          \"tie\": \"nothing\",\n", "");
    let cycles = find_cycles(&json::read(&old).expect("it is whole")).expect("it can be checked");
    assert!(!cycles[0].message.contains("put "), "{}", cycles[0].message);
}
