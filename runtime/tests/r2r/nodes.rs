//! Whole nodes: how calls and nodes end.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use rosweave::prelude::*;
use rosweave::{R2r, Transport};
use serde::{Deserialize, Serialize};

use super::{eventually, within_limit};

#[derive(Service)]
#[ros("example_interfaces/srv/AddTwoInts", request = Terms, response = Sum)]
struct Add;

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Terms {
    a: i64,
    b: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Sum {
    sum: i64,
}

/// Keeps every request and answers none.
#[node]
struct Silent {
    kept: Mutex<Vec<Responder<Add>>>,
}

#[node]
impl Silent {
    #[service("~/add", type = Add)]
    fn add(&self, _request: &Terms, responder: Responder<Add>) {
        self.kept.lock().expect("is not poisoned").push(responder);
    }
}

#[node]
struct Caller {
    #[client("add")]
    add: Client<Add>,
}

#[node]
impl Caller {
    #[timer("1h")]
    fn never(&self) {}
}

/// A server and a caller of it, of one name.
async fn start(name: &str) -> (NodeHandle<Silent>, NodeHandle<Caller>) {
    let transport = R2r::open().expect("a sourced ROS 2");
    let silent = NodeOptions::new().name(format!("{name}_server"));
    let silent = silent.start_on::<Silent, _>(&transport).await.expect("starts");
    let caller = NodeOptions::new().name(name).remap("add", format!("/{name}_server/add"));
    let caller = caller.start_on::<Caller, _>(&transport).await.expect("starts");
    within_limit(caller.node().add.wait_for_service(&caller.async_cx())).await.expect("it is served");
    (silent, caller)
}

const TERMS: Terms = Terms { a: 1, b: 2 };

#[tokio::test]
async fn a_call_that_is_not_answered_ends_with_its_time_limit() {
    let (silent, caller) = start("limited").await;
    let limit = Duration::from_millis(300);
    let begin = Instant::now();
    let result = caller.node().add.call_timeout(&caller.async_cx(), TERMS, limit).await;
    assert_eq!(result, Err(CallError::Timeout { service: "/limited_server/add".to_owned(), limit }));
    assert!(begin.elapsed() < limit * 4, "{:?}", begin.elapsed());
    caller.stop().await.expect("ends");
    silent.stop().await.expect("ends");
}

#[tokio::test]
async fn a_call_beyond_what_the_middleware_keeps_fails_at_once() {
    let (silent, caller) = start("crowd").await;
    let cx = caller.async_cx();
    let calls = (0..=200).map(|_| Box::pin(caller.node().add.call(&cx, TERMS)));
    let (result, place, others) = within_limit(futures_util::future::select_all(calls)).await;
    let full = CallError::QueueFull { service: "/crowd_server/add".to_owned(), waiting: 200 };
    assert_eq!((result, place), (Err(full), 200));
    // All others are there.
    eventually(|| silent.node().kept.lock().expect("is not poisoned").len() == 200).await;
    drop(others);
    caller.stop().await.expect("ends");
    silent.stop().await.expect("ends");
}

#[tokio::test]
async fn a_call_ends_when_its_server_does() {
    let (silent, caller) = start("orphan").await;
    let (cx, stop) = (caller.async_cx(), silent.stop());
    let (result, stopped) =
        within_limit(futures_util::future::join(caller.node().add.call(&cx, TERMS), stop)).await;
    assert_eq!(result, Err(CallError::ServerGone { service: "/orphan_server/add".to_owned() }));
    stopped.expect("ends");
    caller.stop().await.expect("ends");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_ends_when_its_node_does() {
    let (silent, caller) = start("leaver").await;
    let caller = Arc::new(caller);
    let calling = caller.clone();
    let call = tokio::spawn(async move { calling.node().add.call(&calling.async_cx(), TERMS).await });
    eventually(|| !silent.node().kept.lock().expect("is not poisoned").is_empty()).await;
    caller.request_stop();
    let result = within_limit(call).await.expect("does not panic");
    assert_eq!(result, Err(CallError::Stopped { service: Some("/leaver_server/add".to_owned()) }));
    silent.stop().await.expect("ends");
}

/// How many threads spin a node whose name begins so.
#[cfg(target_os = "linux")]
fn spinning(name: &str) -> usize {
    let tasks = std::fs::read_dir("/proc/self/task").expect("Linux has it");
    let names = tasks.filter_map(|task| std::fs::read_to_string(task.ok()?.path().join("comm")).ok());
    names.filter(|thread| thread.starts_with(&format!("r2r /{name}"))).count()
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_node_that_has_stopped_has_left_no_thread() {
    let (silent, caller) = start("thread").await;
    assert_eq!(spinning("thread"), 2);
    let begin = Instant::now();
    caller.stop().await.expect("ends");
    silent.stop().await.expect("ends");
    assert!(begin.elapsed() < Duration::from_secs(2), "{:?}", begin.elapsed());
    eventually(|| spinning("thread") == 0).await;
}
