//! Whole nodes on DDS, in two participants as in two programs.
#![cfg(feature = "dds")]

mod network;

use std::future::Future;
use std::pin::Pin;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::Poll;
use std::time::Duration;

use rosweave::prelude::*;
use rosweave::{Dds, Message, Service, Transport};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Message)]
#[ros("std_msgs/msg/String")]
struct Text {
    data: String,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Terms {
    a: i64,
    b: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Sum {
    sum: i64,
}

#[derive(Service)]
#[ros("example_interfaces/srv/AddTwoInts", request = Terms, response = Sum)]
struct AddTwoInts;

#[derive(Group, Default)]
#[group(reentrant)]
struct Io;

#[node]
struct Adder {
    #[publisher("done")]
    done: Publisher<Text>,
}

#[node]
impl Adder {
    #[service("add", type = AddTwoInts)]
    fn add(&self, terms: Terms) -> Result<Sum, PublishError> {
        self.done.publish(Text { data: format!("{} and {}", terms.a, terms.b) })?;
        Ok(Sum { sum: terms.a + terms.b })
    }
}

#[derive(Default)]
struct Heard(Mutex<Vec<String>>);

#[node]
struct Caller {
    #[client("add", timeout = "10s")]
    add: Client<AddTwoInts, Io>,
    heard: Heard,
    right: AtomicU64,
}

#[node]
impl Caller {
    #[subscribe("done", qos(depth = 1000))]
    #[group(Io)]
    fn on_done(&self, text: Text) {
        self.heard.0.lock().unwrap().push(text.data);
    }

    /// Blocks its group, as a callback of rclcpp would.
    #[timer("1ms", once)]
    fn ask(&self, cx: &Cx) -> Result<(), CallError> {
        self.add.wait_for_service_timeout(cx, Duration::from_secs(10));
        let sum = self.add.call(cx, Terms { a: -1, b: -2 })?;
        self.right.fetch_add(u64::from(sum == Sum { sum: -3 }), Ordering::SeqCst);
        Ok(())
    }
}

async fn eventually(what: &str, holds: impl Fn() -> bool) {
    let waited = async {
        while !holds() {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), waited).await.unwrap_or_else(|_| panic!("never: {what}"));
}

/// Two participants that find each other.
fn two() -> [Dds; 2] {
    let options = network::free_domain();
    [(); 2].map(|()| options.clone().open().unwrap())
}

async fn all<F: Future>(futures: impl IntoIterator<Item = F>) -> Vec<F::Output> {
    let mut waiting: Vec<Pin<Box<F>>> = futures.into_iter().map(Box::pin).collect();
    let mut done = Vec::new();
    std::future::poll_fn(|context| {
        waiting.retain_mut(|future| match future.as_mut().poll(context) {
            Poll::Ready(output) => {
                done.push(output);
                false
            }
            Poll::Pending => true,
        });
        if waiting.is_empty() { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    done
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn eight_tasks_times_twenty_calls_get_160_answers() {
    let [here, there] = two();
    let adder = NodeOptions::new().start_on::<Adder, _>(&there).await.unwrap();
    let caller = NodeOptions::new().start_on::<Caller, _>(&here).await.unwrap();
    let (node, cx) = (caller.node(), caller.async_cx());
    assert!(node.add.wait_for_service_timeout(&cx, Duration::from_secs(10)).await);
    eventually("what is done is heard", || adder.node().done.subscriptions() == 1).await;
    node.heard.0.lock().unwrap().clear();
    let calls = (0..8).map(|a| {
        let (node, cx) = (&node, &cx);
        async move {
            let mut right = 0;
            for b in 0..20 {
                right += u64::from(node.add.call(cx, Terms { a, b }).await == Ok(Sum { sum: a + b }));
            }
            right
        }
    });
    assert_eq!(all(calls).await, [20; 8]);
    eventually("the blocking call is answered", || node.right.load(Ordering::SeqCst) == 1).await;
    eventually("160 texts are heard", || node.heard.0.lock().unwrap().len() >= 160).await;
    let stats = caller.stats();
    assert_eq!(stats.callback("on_done").unwrap().lost, 0);
    assert_eq!(stats.handle("add").unwrap().malformed, 0);
    drop((node, cx));
    caller.stop().await.unwrap();
    adder.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_fails_when_its_server_stops_and_works_when_it_is_back() {
    let [here, there] = two();
    let caller = NodeOptions::new().start_on::<Caller, _>(&here).await.unwrap();
    let (node, cx) = (caller.node(), caller.async_cx());
    for round in 0..2 {
        let adder = NodeOptions::new().start_on::<Adder, _>(&there).await.unwrap();
        assert!(node.add.wait_for_service_timeout(&cx, Duration::from_secs(10)).await, "round {round}");
        assert_eq!(node.add.call(&cx, Terms { a: round, b: 1 }).await, Ok(Sum { sum: round + 1 }));
        adder.stop().await.unwrap();
        eventually("the server has gone", || !node.add.service_is_ready()).await;
        let refused = node.add.call(&cx, Terms { a: 0, b: 0 }).await;
        assert_eq!(refused, Err(CallError::Unavailable { service: "/add".to_owned() }));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn others_see_a_node_from_its_start_to_its_end() {
    let [here, there] = two();
    let options = NodeOptions::new().name("summer").namespace("/left");
    let adder = options.start_on::<Adder, _>(&there).await.unwrap();
    let sees = |wanted: [&str; 3]| {
        let has = |names: Vec<String>, name| names.iter().any(|there| there == name);
        has(here.nodes(), wanted[0]) && has(here.topics(), wanted[1]) && has(here.services(), wanted[2])
    };
    let names = ["/left/summer", "/left/done", "/left/add"];
    eventually("the node is seen", || sees(names)).await;
    adder.stop().await.unwrap();
    drop(adder);
    eventually("the node has gone", || {
        here.nodes().is_empty() && here.topics().is_empty() && here.services().is_empty()
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_of_one_participant_talk_without_a_network_between_them() {
    let dds = network::free_domain().open().unwrap();
    let adder = NodeOptions::new().start_on::<Adder, _>(&dds).await.unwrap();
    let caller = NodeOptions::new().start_on::<Caller, _>(&dds).await.unwrap();
    let node = caller.node();
    eventually("the blocking call is answered", || node.right.load(Ordering::SeqCst) == 1).await;
    // More than RustDDS keeps for a reader that confirms nothing.
    for number in 0..6_000 {
        adder.node().done.publish(Text { data: number.to_string() }).unwrap();
    }
    let sent_lost = || adder.stats().handle("done").unwrap().lost;
    let lost = || caller.stats().callback("on_done").unwrap().lost + sent_lost();
    eventually("all is heard or counted", || node.heard.0.lock().unwrap().len() as u64 + lost() >= 6_001)
        .await;
}

#[node]
struct Mux {
    #[parameter(default = ["left", "right"], read_only)]
    inputs: Parameter<Vec<String>>,
    heard: Heard,
}

#[node]
impl Mux {
    #[subscribe("$(inputs)/done")]
    fn on_done(&self, text: &Text, topic: &Topic) {
        self.heard.0.lock().unwrap().push(format!("{} {} {}", topic.index(), topic.name(), text.data));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_callback_hears_several_topics() -> rosweave::Result {
    let [here, there] = two();
    let mux = NodeOptions::new().start_on::<Mux, _>(&here).await?;
    let mut says = Vec::new();
    for side in ["/left", "/right"] {
        says.push(NodeOptions::new().namespace(side).start_on::<Adder, _>(&there).await?);
    }
    for (side, text) in says.iter().zip(["a", "b"]) {
        eventually("they meet", || side.node().done.subscriptions() == 1).await;
        side.node().done.publish(Text { data: text.to_owned() })?;
    }
    eventually("both are heard", || mux.node().heard.0.lock().unwrap().len() == 2).await;
    let mut heard = mux.node().heard.0.lock().unwrap().clone();
    heard.sort();
    assert_eq!(heard, ["0 /left/done a", "1 /right/done b"]);
    Ok(())
}

#[test]
fn a_participant_ends_promptly() {
    let options = network::free_domain();
    for _ in 0..5 {
        let start = std::time::Instant::now();
        drop(options.clone().open().unwrap());
        assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    }
}

const STOPPED: &str = "ROSWEAVE_STOPPED_LISTENER";

/// No test: the process that others stop and kill.
#[tokio::test]
async fn listener_to_be_stopped() {
    let Ok(who) = std::env::var(STOPPED) else { return };
    let (name, domain) = who.split_once(' ').unwrap();
    let dds = Dds::options().domain(domain.parse().unwrap()).localhost().open().unwrap();
    let _caller = NodeOptions::new().name(name).start_on::<Caller, _>(&dds).await.unwrap();
    tokio::time::sleep(Duration::from_secs(60)).await;
}

struct KillOnDrop(std::process::Child);

impl KillOnDrop {
    fn listener(dds: &Dds, name: &str) -> KillOnDrop {
        let mut listener = std::process::Command::new(std::env::current_exe().unwrap());
        let who = format!("{name} {}", dds.domain());
        let listener = listener.args(["--exact", "listener_to_be_stopped"]).env(STOPPED, who);
        KillOnDrop(listener.stdout(std::process::Stdio::null()).spawn().unwrap())
    }
}

impl Drop for KillOnDrop {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_listener_that_hangs_does_not_stop_the_others() {
    let [here, there] = two();
    let adder = NodeOptions::new().start_on::<Adder, _>(&there).await.unwrap();
    let caller = NodeOptions::new().start_on::<Caller, _>(&here).await.unwrap();
    let (node, done) = (caller.node(), &adder.node().done);
    let hanging = KillOnDrop::listener(&here, "stopped");
    eventually("both are found", || done.subscriptions() == 2).await;
    let stop = std::process::Command::new("kill").args(["-STOP", &hanging.0.id().to_string()]).status();
    assert!(stop.unwrap().success());
    let heard = || node.heard.0.lock().unwrap().len();
    for number in 0..6_000 {
        done.publish(Text { data: number.to_string() }).unwrap();
        if number % 10 == 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
    let newest = || node.heard.0.lock().unwrap().iter().any(|text| text == "5999");
    eventually("the newest is heard", newest).await;
    // Those that came between the end of the room and the writer that took over are pushed out, and counted.
    let unsent = adder.stats().handle("done").unwrap().lost;
    // As are those that a listener on a busy machine does not come to in time.
    let unheard = caller.stats().callback("on_done").unwrap().lost;
    let heard = heard();
    assert!(
        heard > 4_500 && heard as u64 + unsent + unheard >= 6_000,
        "heard {heard}, lost {unsent} there and {unheard} here"
    );
}

/// RustDDS would have it for 50 s more.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_that_is_killed_leaves_the_graph_soon() {
    let [here, _] = two();
    let adder = NodeOptions::new().start_on::<Adder, _>(&here).await.unwrap();
    let there_is =
        |names: &[&str]| adder.node().done.subscriptions() == names.len() - 1 && here.nodes() == names;
    let first = KillOnDrop::listener(&here, "first");
    eventually("it is found", || there_is(&["/adder", "/first"])).await;
    drop(first);
    // It takes the port of the one that was killed.
    let second = KillOnDrop::listener(&here, "second");
    eventually("the next one is found, and the first one has gone", || there_is(&["/adder", "/second"]))
        .await;
    drop(second);
    eventually("the next one has gone", || there_is(&["/adder"])).await;
}

#[node]
struct Loud {
    #[publisher("sound", qos(reliability = best_effort))]
    _sound: Publisher<Text>,
}

#[node]
impl Loud {}

#[node]
struct Deaf;

#[node]
impl Deaf {
    #[subscribe("sound")]
    fn on_sound(&self, _sound: &Text) {}
}

/// The log of all threads: what discovery finds is told on one of the transport's.
fn log() -> &'static Mutex<Vec<u8>> {
    static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());
    static KEPT: std::sync::Once = std::sync::Once::new();
    struct Writer;
    impl std::io::Write for Writer {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            LOG.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    KEPT.call_once(|| tracing_subscriber::fmt().with_ansi(false).with_writer(|| Writer).init());
    &LOG
}

fn told(publisher: &str, subscription: &str) -> usize {
    let log = String::from_utf8(log().lock().unwrap().clone()).unwrap();
    let words = ["do not fit", "\"/sound\"", publisher, subscription];
    log.lines().filter(|line| words.iter().all(|word| line.contains(word))).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_misfit_of_quality_of_service_names_both_ends_and_the_node_of_another_program() {
    log();
    let [here, there] = two();
    let loud = NodeOptions::new().name("loud_here").start_on::<Loud, _>(&here).await.unwrap();
    let deaf = NodeOptions::new().name("deaf_here").start_on::<Deaf, _>(&here).await.unwrap();
    let ours = ("publisher=`_sound` of `/loud_here`", "subscription=`on_sound` of `/deaf_here`");
    assert_eq!(told(ours.0, ours.1), 1);
    let other = NodeOptions::new().name("deaf_there").start_on::<Deaf, _>(&there).await.unwrap();
    let there = ("publisher=`/loud_here`", "subscription=`on_sound` of `/deaf_there`");
    eventually("it is told here", || told(ours.0, "subscription=`/deaf_there`") == 1).await;
    eventually("it is told there", || told(there.0, there.1) == 1).await;
    for node in [deaf, other] {
        node.stop().await.unwrap();
    }
    loud.stop().await.unwrap();
}
