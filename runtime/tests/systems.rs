//! Several nodes in one program: the rule holds for all of them together.
#![allow(missing_docs)]

mod systems {
    mod endings;
}

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
