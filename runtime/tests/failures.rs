//! What goes wrong: a typed error or a counter, never a hang, never a silent loss.
#![allow(missing_docs)]

mod log;

use std::sync::Mutex;

use log::Log;
use rosweave::prelude::*;
use rosweave::testing::World;
use rosweave::{Error, NodeError, PublishError, StartError, StopError};

struct Echo;

impl Service for Echo {
    type Request = u64;
    type Response = u64;
}

#[derive(Group, Default)]
#[group(reentrant)]
struct Io;

#[node]
struct Panics;

#[node]
impl Panics {
    #[subscribe("in")]
    fn inline(&self, msg: u64) {
        assert!(msg < 10, "{msg} is too large");
    }

    #[service("echo", type = Echo)]
    fn blocking(&self, msg: u64, _cx: &Cx) -> u64 {
        assert!(msg < 10, "{msg} is too large");
        msg
    }

    #[subscribe("io")]
    #[group(Io)]
    async fn task(&self, msg: u64) {
        assert!(msg < 10, "{msg} is too large");
    }
}

fn panic_of(callback: &str) -> NodeError {
    NodeError::Panicked {
        node: "/panics".to_owned(),
        callback: callback.to_owned(),
        message: "10 is too large".to_owned(),
    }
}

#[test]
fn a_panic_ends_the_node_with_an_error_that_names_the_callback() -> rosweave::Result {
    for (topic, callback) in [("in", "inline"), ("io", "task")] {
        let world = World::new(1);
        let node = world.start::<Panics>()?;
        world.publish::<u64>(topic, 10)?;
        world.settle();
        assert!(node.has_ended());
        assert_eq!(world.block_on(node.wait())?, Err(panic_of(callback)));
        assert_eq!(node.stats().callback(callback).unwrap().panicked, 1);
    }
    Ok(())
}

#[test]
fn a_handler_that_panics_fails_its_caller() -> rosweave::Result {
    let world = World::new(1);
    let node = world.start::<Panics>()?;
    let error = world.call::<Echo>("echo", 10).expect_err("must fail");
    assert_eq!(error.to_string(), "the handler of `/echo` ended without an answer");
    assert_eq!(world.block_on(node.wait())?, Err(panic_of("blocking")));
    Ok(())
}

#[node(on_panic = resume)]
struct Resumes;

#[node]
impl Resumes {
    #[service("echo", type = Echo)]
    fn echo(&self, msg: u64) -> u64 {
        assert!(msg < 10, "{msg} is too large");
        msg
    }
}

#[test]
fn a_node_that_resumes_goes_on_after_a_panic() -> rosweave::Result {
    let world = World::new(1);
    let node = world.start::<Resumes>()?;
    assert!(world.call::<Echo>("echo", 10).is_err());
    assert_eq!(world.call::<Echo>("echo", 5)?, 5);
    assert_eq!(node.stats().callback("echo").unwrap().panicked, 1);
    Ok(world.block_on(node.stop())??)
}

/// What its callbacks leave behind panics: an error that is shown, and what is dropped where a callback waits.
#[node]
struct Tricky;

struct Hidden;

impl std::fmt::Display for Hidden {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        panic!("not to be shown")
    }
}

struct Clings;

impl Drop for Clings {
    fn drop(&mut self) {
        panic!("not to be dropped");
    }
}

#[node]
impl Tricky {
    #[subscribe("hide")]
    fn hide(&self, _: u64) -> Result<(), Hidden> {
        Err(Hidden)
    }

    #[subscribe("cling")]
    async fn cling(&self, _: u64, cx: &AsyncCx) {
        let _clings = Clings;
        cx.sleep(Duration::from_secs(3600)).await;
    }
}

#[test]
fn a_panic_in_what_a_callback_leaves_behind_names_the_callback() -> rosweave::Result {
    for (callback, message) in [("hide", "not to be shown"), ("cling", "not to be dropped")] {
        let world = World::new(1);
        let node = world.start::<Tricky>()?;
        world.publish::<u64>(callback, 1)?;
        world.settle();
        let error = world.block_on(node.stop())?.expect_err("it panicked");
        assert_eq!(error.to_string(), format!("callback `{callback}` of `/tricky` panicked: {message}"));
    }
    Ok(())
}

#[node(on_panic = resume)]
struct Clumsy;

#[node]
impl Clumsy {
    #[timer("5Hz")]
    fn tick(&self) {
        panic!("again");
    }
}

#[test]
fn a_callback_that_panics_again_and_again_does_not_fill_the_log() -> rosweave::Result {
    let (world, log) = (World::new(1), Log::keep());
    let node = world.start::<Clumsy>()?;
    world.advance(Duration::from_secs(12))?;
    assert_eq!(node.stats().callback("tick").unwrap().panicked, 60);
    assert_eq!(log.take("a callback panicked").len(), 3, "one in each five seconds");
    Ok(())
}

#[node]
struct Calls {
    #[client("echo")]
    echo: Client<Echo, Io>,
    errors: Mutex<Vec<String>>,
}

#[node]
impl Calls {
    #[subscribe("go")]
    #[group(Io)]
    fn go(&self, msg: u64, cx: &Cx<Io>) {
        if let Err(error) = self.echo.call(cx, msg) {
            self.errors.lock().unwrap().push(error.to_string());
        }
    }
}

impl Calls {
    fn errors(&self) -> Vec<String> {
        std::mem::take(&mut self.errors.lock().unwrap())
    }
}

#[test]
fn a_service_that_is_not_there_is_an_error_at_once() -> rosweave::Result {
    let world = World::new(1);
    let node = world.start::<Calls>()?;
    world.publish::<u64>("go", 1)?;
    world.settle();
    assert_eq!(node.node().errors(), ["nobody serves `/echo`"]);
    Ok(())
}

#[test]
fn a_server_that_stops_in_mid_call_fails_the_call() -> rosweave::Result {
    let world = World::new(1);
    let held: Arc<Mutex<Vec<Responder<Echo>>>> = Arc::default();
    let keep = held.clone();
    let server =
        world.serve_with::<Echo>("echo", move |request| keep.lock().unwrap().push(request.responder))?;
    let node = world.start::<Calls>()?;
    world.publish::<u64>("go", 1)?;
    world.settle();
    assert_eq!(node.waiting().len(), 1);
    drop(server);
    held.lock().unwrap().clear();
    world.settle();
    assert_eq!(node.node().errors(), ["the handler of `/echo` ended without an answer"]);
    Ok(())
}

#[node]
#[derive(Default)]
struct Busy;

#[node]
impl Busy {
    #[service("echo", type = Echo)]
    async fn echo(&self, msg: u64, cx: &AsyncCx) -> u64 {
        cx.sleep(Duration::from_secs(3600)).await;
        msg
    }
}

#[test]
fn a_node_that_stops_fails_the_calls_that_it_has_not_begun_and_those_it_can_not_finish() -> rosweave::Result {
    let world = World::new(1);
    let server = world.start_with::<Busy>(NodeOptions::new().grace(Duration::from_secs(1)))?;
    let node = world.start::<Calls>()?;
    world.publish::<u64>("go", 1)?;
    world.publish::<u64>("go", 2)?;
    world.advance(Duration::from_secs(1))?;
    server.request_stop();
    world.settle();
    assert_eq!(node.node().errors(), ["the server of `/echo` stopped before it answered"]);
    world.advance(Duration::from_secs(1))?;
    assert_eq!(node.node().errors(), ["the server of `/echo` stopped before it answered"]);
    assert!(server.has_ended());
    assert_eq!(server.stats().callback("echo").unwrap().cancelled, 1);
    Ok(())
}

#[test]
fn pending_calls_fail_when_their_node_stops() -> rosweave::Result {
    let world = World::new(1);
    let _server = world.start::<Busy>()?;
    let node = world.start::<Calls>()?;
    world.publish::<u64>("go", 1)?;
    world.advance(Duration::from_secs(1))?;
    world.block_on(node.stop())??;
    assert_eq!(node.node().errors(), ["the call to `/echo` ended because its node stops"]);
    assert_eq!(
        node.node().echo.call(&node.cx(), 1).unwrap_err().to_string(),
        "the call to `/echo` ended because its node stops"
    );
    Ok(())
}

#[node]
struct GivesUp {
    #[client("echo")]
    echo: Client<Echo>,
    #[publisher("after")]
    after: Publisher<u64>,
}

#[node]
impl GivesUp {
    #[timer("1s", once)]
    async fn tick(&self, cx: &AsyncCx) -> rosweave::Result {
        drop(self.echo.call(cx, 1));
        {
            let mut call = std::pin::pin!(self.echo.call(cx, 2));
            std::future::poll_fn(|context| {
                assert!(call.as_mut().poll(context).is_pending());
                std::task::Poll::Ready(())
            })
            .await;
        }
        Ok(self.after.publish(self.echo.call(cx, 3).await?)?)
    }
}

#[test]
fn a_call_that_is_dropped_is_given_up_and_does_not_disturb_the_next() -> rosweave::Result {
    let world = World::new(1);
    let seen: Arc<Mutex<Vec<u64>>> = Arc::default();
    let heard = seen.clone();
    let _server = world.serve::<Echo>("echo", move |number| {
        heard.lock().unwrap().push(number);
        number
    })?;
    let after = world.subscribe::<u64>("after")?;
    let node = world.start::<GivesUp>()?;
    world.advance(Duration::from_secs(2))?;
    assert_eq!(after.take(), [3]);
    assert_eq!(*seen.lock().unwrap(), [3], "one was never sent, and one given up before it was handled");
    assert!(node.waiting().is_empty());
    Ok(())
}

#[node]
struct Slow {
    #[publisher("out")]
    out: Publisher<u64>,
}

#[node]
impl Slow {
    #[subscribe("in", qos(depth = 3))]
    async fn heard(&self, msg: u64, cx: &AsyncCx) -> Result<(), PublishError> {
        cx.sleep(Duration::from_secs(10)).await;
        self.out.publish(msg)
    }
}

#[test]
fn a_queue_that_overflows_drops_the_oldest_and_counts() -> rosweave::Result {
    let world = World::new(1);
    let out = world.subscribe::<u64>("out")?;
    let node = world.start::<Slow>()?;
    world.publish::<u64>("in", 0)?;
    world.settle();
    for number in 1..=5 {
        world.publish::<u64>("in", number)?;
    }
    world.advance(Duration::from_secs(60))?;
    assert_eq!(out.take(), [0, 3, 4, 5]);
    assert_eq!(node.stats().callback("heard").unwrap().lost, 2);
    Ok(())
}

#[test]
fn what_a_stopped_node_has_not_handled_counts_as_lost() -> rosweave::Result {
    let world = World::new(1);
    let node = world.start::<Slow>()?;
    for number in 0..3 {
        world.publish::<u64>("in", number)?;
    }
    world.advance(Duration::from_secs(1))?;
    world.block_on(node.stop())??;
    let heard = node.stats();
    let heard = heard.callback("heard").unwrap();
    assert_eq!((heard.calls, heard.cancelled, heard.lost), (1, 1, 2));
    let error = node.node().out.publish(1).expect_err("the node has stopped");
    assert_eq!(error, PublishError::Stopped { topic: "/out".to_owned() });
    world.publish::<u64>("in", 9)?;
    Ok(())
}

#[node]
struct StopsItself;

#[node]
impl StopsItself {
    #[timer("1s")]
    fn tick(&self, cx: &Cx) {
        cx.request_stop();
        assert!(cx.is_stopping());
    }
}

#[test]
fn a_callback_may_stop_its_node_and_stopping_twice_is_no_error() -> rosweave::Result {
    let world = World::new(1);
    let node = world.start::<StopsItself>()?;
    world.advance(Duration::from_secs(1))?;
    assert!(node.has_ended());
    for _ in 0..2 {
        world.block_on(node.stop())??;
    }
    assert_eq!(node.stats().callback("tick").unwrap().calls, 1);
    Ok(())
}

#[derive(Group, Default)]
struct Held;

#[node]
struct Stubborn {
    gate: Mutex<Option<std::sync::mpsc::Receiver<()>>>,
}

#[node]
impl Stubborn {
    #[init]
    fn init(_h: Handles<Self>, gate: std::sync::mpsc::Receiver<()>) -> Self {
        Stubborn { gate: Mutex::new(Some(gate)) }
    }

    #[timer("1ms", once)]
    #[group(Held)]
    fn block(&self, _cx: &Cx<Held>) {
        if let Some(gate) = self.gate.lock().unwrap().take() {
            let _ = gate.recv();
        }
    }
}

#[tokio::test]
async fn a_stop_with_a_limit_names_what_still_runs() -> rosweave::Result {
    let graph = rosweave::InProcess::private();
    let (open, gate) = std::sync::mpsc::channel::<()>();
    let node = NodeOptions::new().grace(Duration::ZERO).with(gate).start_on::<Stubborn, _>(&graph).await?;
    while node.stats().callback("block").unwrap().calls == 0 {
        tokio::task::yield_now().await;
    }
    let error = node.stop_within(Duration::from_millis(20)).await.expect_err("it blocks");
    let StopError::StillRunning { running, .. } = &error else { panic!("{error}") };
    assert!(running[0].starts_with("`block` (for "), "{error}");
    drop(open);
    node.stop().await?;
    Ok(())
}

/// Its callback leaves a task behind that does not pause until its gate is dropped.
#[node]
struct LeavesTask {
    gate: Mutex<Option<std::sync::mpsc::Receiver<()>>>,
    begun: Mutex<Option<std::sync::mpsc::Sender<()>>>,
}

#[node]
impl LeavesTask {
    #[init]
    fn init(
        _h: Handles<Self>,
        gate: std::sync::mpsc::Receiver<()>,
        begun: std::sync::mpsc::Sender<()>,
    ) -> Self {
        LeavesTask { gate: Mutex::new(Some(gate)), begun: Mutex::new(Some(begun)) }
    }

    #[timer("1ms", once)]
    async fn leave(&self, cx: &AsyncCx) {
        let (gate, begun) = (self.gate.lock().unwrap().take(), self.begun.lock().unwrap().take());
        cx.spawn(|_| async move {
            drop(begun);
            wait_at(gate);
        });
    }
}

fn wait_at(gate: Option<std::sync::mpsc::Receiver<()>>) {
    let _ = gate.map(|gate| gate.recv());
}

#[tokio::test]
async fn a_stop_with_a_limit_counts_spawned_tasks_that_still_run() -> rosweave::Result {
    let graph = rosweave::InProcess::private();
    let ((open, gate), (begun, has_begun)) =
        (std::sync::mpsc::channel::<()>(), std::sync::mpsc::channel::<()>());
    let options = NodeOptions::new().grace(Duration::ZERO).with(gate).with(begun);
    let node = options.start_on::<LeavesTask, _>(&graph).await?;
    assert!(has_begun.recv_timeout(Duration::from_secs(60)).is_err());
    let error = node.stop_within(Duration::from_millis(20)).await.expect_err("its task blocks");
    assert_eq!(
        error.to_string(),
        "`/leaves_task` did not stop within 20ms: still running: a task that `leave` has spawned"
    );
    drop(open);
    node.stop().await?;
    Ok(())
}

/// Answers nobody: one handler never returns, another one keeps its right to answer.
#[node]
struct Mute {
    gate: Mutex<Option<std::sync::mpsc::Receiver<()>>>,
    kept: Mutex<Vec<Responder<Echo>>>,
}

#[node]
impl Mute {
    #[init]
    fn init(_h: Handles<Self>, gate: std::sync::mpsc::Receiver<()>) -> Self {
        Mute { gate: Mutex::new(Some(gate)), kept: Mutex::default() }
    }

    #[service("stuck", type = Echo)]
    #[group(Held)]
    fn stuck(&self, request: u64) -> u64 {
        wait_at(self.gate.lock().unwrap().take());
        request
    }

    #[service("keeps", type = Echo)]
    fn keeps(&self, _: u64, responder: Responder<Echo>) {
        self.kept.lock().unwrap().push(responder);
    }
}

/// Asks with no limit of time.
#[node]
struct Patient {
    #[client("stuck")]
    stuck: Client<Echo, Io>,
    #[client("keeps")]
    keeps: Client<Echo, Io>,
}

#[node]
impl Patient {}

#[tokio::test]
async fn calls_without_an_answer_fail_when_the_node_of_their_server_is_over() -> rosweave::Result {
    let graph = rosweave::InProcess::private();
    let (open, gate) = std::sync::mpsc::channel::<()>();
    let server = NodeOptions::new().grace(Duration::ZERO).with(gate).start_on::<Mute, _>(&graph).await?;
    let client = NodeOptions::new().start_on::<Patient, _>(&graph).await?;
    let (cx, node) = (client.async_cx(), client.node());
    let calls =
        async { tokio::join!(node.stuck.call(&cx, 1), node.stuck.call(&cx, 2), node.keeps.call(&cx, 3)) };
    let stop = async {
        while server.stats().callbacks.iter().any(|callback| callback.calls == 0) {
            tokio::task::yield_now().await;
        }
        server.stop_within(Duration::from_millis(20)).await.expect_err("a handler never returns");
    };
    let both = async { tokio::join!(calls, stop) };
    let ((first, second, kept), ()) =
        tokio::time::timeout(Duration::from_secs(60), both).await.expect("they end");
    for result in [first, second, kept] {
        let error = result.expect_err("nobody has answered");
        assert!(matches!(error, CallError::ServerGone { .. }), "{error}");
    }
    drop(open);
    server.stop().await?;
    client.stop().await?;
    Ok(())
}

#[tokio::test]
async fn a_blocking_call_inside_the_runtime_is_an_error() -> rosweave::Result {
    let graph = rosweave::InProcess::private();
    let node = NodeOptions::new().start_on::<Calls, _>(&graph).await?;
    let error = node.node().echo.call(&node.cx(), 1).expect_err("must not block");
    assert!(error.to_string().contains("async_cx()"), "{error}");
    node.stop().await?;
    Ok(())
}

/// Where a handle can be reached from a callback.
static SMUGGLED: Mutex<Option<Arc<NodeHandle<Smuggler>>>> = Mutex::new(None);

#[node]
struct Smuggler {
    #[client("echo")]
    echo: Client<Echo>,
}

#[node]
impl Smuggler {
    #[timer("1s", once)]
    fn tick(&self, _cx: &Cx) -> Result<(), CallError> {
        out_of_sight(&self.echo)
    }
}

fn out_of_sight(echo: &Client<Echo>) -> Result<(), CallError> {
    let handle = SMUGGLED.lock().unwrap().clone().expect("was put there");
    echo.call(&handle.cx(), 1).map(drop)
}

#[test]
fn a_callback_can_not_wait_with_the_context_of_a_handle() -> rosweave::Result {
    let world = World::new(1);
    let _server = world.serve::<Echo>("echo", |number| number)?;
    let node = Arc::new(world.start::<Smuggler>()?);
    *SMUGGLED.lock().unwrap() = Some(node.clone());
    world.advance(Duration::from_secs(2))?;
    assert_eq!(node.stats().callback("tick").unwrap().failed, 1);
    *SMUGGLED.lock().unwrap() = None;
    Ok(())
}

#[test]
fn a_node_needs_a_runtime() {
    let start = NodeOptions::new().start::<Calls>();
    let mut start = std::pin::pin!(start);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let std::task::Poll::Ready(started) = start.as_mut().poll(&mut context) else { panic!("must not wait") };
    assert!(matches!(started, Err(StartError::NoRuntime)));
}

#[node]
struct Loops {
    #[client("theirs")]
    theirs: Client<Echo, Io>,
}

#[node]
impl Loops {
    #[service("mine", type = Echo)]
    fn mine(&self, number: u64) -> u64 {
        number
    }

    #[timer("1s")]
    fn tick(&self, cx: &Cx) -> rosweave::Result {
        self.theirs.call(cx, 1)?;
        Ok(())
    }
}

#[test]
fn remapping_that_makes_a_deadlock_is_refused_at_start() -> rosweave::Result {
    let world = World::new(1);
    let _fine = world.start::<Loops>()?;
    let error = world
        .start_with::<Loops>(NodeOptions::new().name("other").remap("mine", "m").remap("theirs", "m"))
        .expect_err("must not start");
    let StartError::Deadlock(text) = error else { panic!("{error}") };
    assert!(
        text.starts_with("deadlock: `tick` blocks on client `theirs`, whose service is handled by `mine`"),
        "{text}"
    );
    Ok(())
}

#[node]
struct Swapped {
    #[publisher("a")]
    a: Publisher<u64>,
    #[publisher("b")]
    b: Publisher<u64>,
}

#[node]
impl Swapped {
    #[init]
    fn init(h: Handles<Self>) -> Self {
        Swapped { a: h.b, b: h.a }
    }

    #[timer("1s")]
    fn tick(&self) {}
}

#[test]
fn handles_that_init_mixes_up_are_refused() {
    let error = World::new(1).start::<Swapped>().expect_err("must not start");
    assert_eq!(error.to_string(), "`#[init]` of `/swapped` put another handle into field `a`");
}

#[node]
struct WithDeadline;

#[node]
impl WithDeadline {
    #[subscribe("in", qos(deadline = "1s"))]
    fn heard(&self, _msg: u64) {}
}

#[test]
fn a_qos_that_in_process_can_not_hold_is_refused() {
    let error = World::new(1).start::<WithDeadline>().expect_err("must not start");
    assert!(error.to_string().contains("can not hold the deadline of `/in`"), "{error}");
}

#[test]
fn a_test_that_waits_for_ever_is_told_who_waits() -> rosweave::Result {
    let world = World::new(1);
    let held: Arc<Mutex<Vec<Responder<Echo>>>> = Arc::default();
    let keep = held.clone();
    let _server =
        world.serve_with::<Echo>("echo", move |request| keep.lock().unwrap().push(request.responder))?;
    let error = world.call::<Echo>("echo", 1).expect_err("nobody answers");
    assert!(matches!(error, Error::Hang(_)), "{error}");
    let node = world.start::<Calls>()?;
    world.publish::<u64>("go", 1)?;
    let hang = world.advance(Duration::from_secs(1)).expect_err("nobody answers");
    assert_eq!(
        hang.to_string(),
        "nothing can go on\n  `/calls`: `go` in group `Io` blocks on client `echo` of `/echo` for 1s"
    );
    drop(node);
    Ok(())
}
