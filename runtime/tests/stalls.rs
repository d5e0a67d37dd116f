//! What the compiler can not see is at least said: a callback that keeps its group busy while others wait.
#![allow(missing_docs)]

use std::pin::pin;
use std::task::{Context, Poll, Wake, Waker};

use rosweave::__private::{call_unchecked, send_unchecked};
use rosweave::InProcess;
use rosweave::prelude::*;
use rosweave::testing::{GoalScript, World};

/// Long enough for everything here, on a machine that has other things to do.
const LIMIT: Duration = Duration::from_secs(60);

/// What comes in time, or the name of what does not.
async fn in_time<F: Future>(what: &str, future: F) -> F::Output {
    let in_time = tokio::time::timeout(LIMIT, future).await;
    in_time.unwrap_or_else(|_| panic!("not within {LIMIT:?}: {what}"))
}

struct Echo;

impl Service for Echo {
    type Request = u64;
    type Response = u64;
}

#[node]
struct Hangs {
    #[client("echo")]
    echo: Client<Echo>,
}

#[node]
impl Hangs {
    #[timer("1s")]
    fn tick(&self, cx: &Cx) -> Result<(), CallError> {
        call_unchecked(&self.echo, cx, 1, None).map(drop)
    }
}

#[test]
fn a_callback_that_never_returns_is_reported_once_with_who_waits() -> rosweave::Result {
    let world = World::new(1);
    let _server = world.serve::<Echo>("echo", |number| number)?;
    let node = world.start::<Hangs>()?;
    let _ = world.advance(Duration::from_millis(2900));
    assert_eq!(node.stalls(), []);
    for _ in 0..3 {
        let _ = world.advance(Duration::from_millis(100));
    }
    let stalls = node.stalls();
    assert_eq!(stalls.len(), 1);
    assert_eq!(
        stalls[0].to_string(),
        "`/hangs`: `tick` has kept the default group busy for 2s\n  `/hangs`: `tick` in the default group \
         blocks on client `echo` of `/echo` for 2s; its reply can only be delivered \
         by the default group, which `tick` blocks\n  a call of `tick` waits for the group"
    );
    Ok(())
}

#[derive(Action)]
#[ros(goal = u64, result = u64, feedback = u64)]
struct Count;

#[derive(Group, Default)]
struct Work;

/// Sends a goal, and blocks the group that is to bring the answer.
#[node]
struct Sends {
    #[action_client("count")]
    count: ActionClient<Count>,
}

#[node]
impl Sends {
    #[timer("1s", once)]
    fn tick(&self, cx: &Cx) -> Result<(), ActionError> {
        send_unchecked(&self.count, cx, 60).map(GoalHandle::detach)
    }
}

/// Needs its time for a goal, which keeps nobody waiting but its client.
#[node]
struct Counts;

#[node]
impl Counts {
    #[action("count", type = Count)]
    #[group(Work)]
    async fn count(&self, goal: Goal<Count>, cx: &AsyncCx<Work>) -> u64 {
        cx.sleep(Duration::from_secs(*goal)).await;
        *goal
    }
}

/// Waits for a goal as one should.
#[node]
struct Patient {
    #[action_client("count")]
    count: ActionClient<Count, Io>,
}

#[node]
impl Patient {
    #[timer("1s", once)]
    async fn tick(&self, cx: &AsyncCx) -> Result<(), ActionError> {
        self.count.send(cx, 60).await?.result(cx).await.map(drop)
    }
}

#[test]
fn a_goal_that_takes_its_time_is_no_stall_of_its_execution_nor_of_who_waits_for_its_end() -> rosweave::Result
{
    let world = World::new(1);
    let counts = world.start::<Counts>()?;
    let patient = world.start::<Patient>()?;
    world.advance(Duration::from_secs(30))?;
    assert_eq!((counts.stalls(), patient.stalls()), (vec![], vec![]));
    let told = world.waiting().iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(
        told,
        ["`/patient`: `tick` in the default group awaits the end of a goal that client `count` has sent to \
          `/count` for 29s"]
    );
    Ok(())
}

#[test]
fn a_goal_that_is_never_taken_is_reported_by_the_actions_name() -> rosweave::Result {
    let world = World::new(1);
    let _counts = world.serve_action::<Count>("count", |goal| GoalScript::accept().succeed(*goal))?;
    let sends = world.start::<Sends>()?;
    let _ = world.advance(Duration::from_secs(4));
    let told = sends.stalls().iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("`tick`") && told[0].contains("`/count"), "{told:?}");
    assert!(!told[0].contains("_action"), "{told:?}");
    Ok(())
}

#[node]
struct Server;

#[node]
impl Server {
    #[service("echo", type = Echo)]
    fn echo(&self, number: u64) -> u64 {
        number
    }
}

#[node]
struct Foreign {
    #[client("echo", timeout = "3s")]
    echo: Client<Echo>,
}

struct Unpark(std::thread::Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// An executor of somebody else's, under a name that the check does not know.
fn drive_to_end<F: Future>(future: F) -> F::Output {
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return output;
        }
        std::thread::park();
    }
}

#[node]
impl Foreign {
    #[timer("10ms", once)]
    async fn tick(&self, cx: &AsyncCx) -> Result<(), CallError> {
        drive_to_end(self.echo.call(cx, 1)).map(drop)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_foreign_executor_in_an_async_callback_ends_with_the_timeout_and_a_report() -> rosweave::Result {
    let graph = InProcess::private();
    let server = NodeOptions::new().start_on::<Server, _>(&graph).await?;
    let options = NodeOptions::new().stall_after(Duration::from_millis(500));
    let node = options.start_on::<Foreign, _>(&graph).await?;
    in_time("the timeout", async {
        while node.stats().callback("tick").expect("is a callback").failed == 0 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    })
    .await;
    let stalls = node.stalls();
    assert_eq!(stalls.len(), 1, "{stalls:?}");
    assert_eq!((stalls[0].callback, stalls[0].waiting.len()), ("tick", 1));
    in_time("the stop", node.stop()).await?;
    in_time("the stop", server.stop()).await?;
    Ok(())
}

/// Two plain services of one group: the first one returns when the second one was called.
#[node]
struct Monitor {
    called: std::sync::Mutex<bool>,
    changed: std::sync::Condvar,
}

#[node]
impl Monitor {
    #[service("first", type = Echo)]
    fn first(&self, number: u64) -> u64 {
        let called = self.called.lock().unwrap();
        drop(self.changed.wait_timeout_while(called, LIMIT, |called| !*called).unwrap());
        number
    }

    #[service("second", type = Echo)]
    fn second(&self, number: u64) -> u64 {
        self.call();
        number
    }
}

impl Monitor {
    fn call(&self) {
        *self.called.lock().unwrap() = true;
        self.changed.notify_all();
    }
}

#[derive(Group, Default)]
#[group(reentrant)]
struct Io;

#[node]
struct CallsBoth {
    #[client("first")]
    first: Client<Echo, Io>,
    #[client("second")]
    second: Client<Echo, Io>,
}

#[node]
impl CallsBoth {
    #[timer("1ms", once)]
    #[group(Io)]
    async fn first(&self, cx: &AsyncCx<Io>) -> Result<(), CallError> {
        self.first.call(cx, 1).await.map(drop)
    }
}

async fn first_stall<N: rosweave::__private::NodeImpl>(node: &NodeHandle<N>) -> rosweave::Stall {
    in_time("a report", async {
        loop {
            if let Some(stall) = node.stalls().first() {
                return stall.clone();
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    })
    .await
}

fn soon() -> NodeOptions {
    NodeOptions::new().stall_after(Duration::from_millis(200))
}

#[tokio::test]
async fn the_callback_that_keeps_the_group_is_named_whatever_it_waits_for() -> rosweave::Result {
    let graph = InProcess::private();
    let monitor = soon().start_on::<Monitor, _>(&graph).await?;
    let caller = soon().start_on::<CallsBoth, _>(&graph).await?;
    let stall = first_stall(&monitor).await;
    assert_eq!((stall.node.as_str(), stall.callback, stall.unbroken), ("/monitor", "first", true));
    let waiting: Vec<_> = stall.waiting.iter().map(|waiting| (waiting.client, waiting.callback)).collect();
    assert_eq!(waiting, [("first", Some("first"))]);
    let second = caller.node().second.call_timeout(&caller.async_cx(), 2, Duration::from_millis(50)).await;
    assert!(second.is_err(), "its handler can not start");
    monitor.node().call();
    in_time("the stop", caller.stop()).await?;
    Ok(in_time("the stop", monitor.stop()).await?)
}

/// Does not pause until the gate is opened.
#[node]
struct Lonely {
    gate: std::sync::Mutex<std::sync::mpsc::Receiver<()>>,
}

#[node]
impl Lonely {
    #[init]
    fn init(gate: std::sync::mpsc::Receiver<()>, _h: Handles<Self>) -> Self {
        Lonely { gate: std::sync::Mutex::new(gate) }
    }

    #[timer("1ms", once)]
    #[group(Io)]
    async fn spin(&self) {
        wait_for(&self.gate.lock().unwrap());
    }

    /// Pauses all the time, and is nobody's fault.
    #[timer("1ms", once)]
    async fn sleeps(&self, cx: &AsyncCx) {
        cx.sleep(Duration::from_secs(60)).await;
    }
}

/// Blocks under a name that the check does not know.
fn wait_for(gate: &std::sync::mpsc::Receiver<()>) {
    let _ = gate.recv_timeout(LIMIT);
}

#[tokio::test]
async fn code_that_does_not_pause_is_reported_though_nobody_waits() -> rosweave::Result {
    let graph = InProcess::private();
    let (open, gate) = std::sync::mpsc::channel::<()>();
    let given = soon().grace(Duration::ZERO).with(gate);
    let node = given.start_on::<Lonely, _>(&graph).await?;
    let stall = first_stall(&node).await;
    assert_eq!((stall.callback, stall.unbroken, stall.waiting.len()), ("spin", true, 0));
    assert!(stall.to_string().ends_with(", without a pause"), "{stall}");
    drop(open);
    assert_eq!(node.stalls().len(), 1);
    Ok(in_time("the stop", node.stop()).await?)
}

/// Its task does not pause until the gate is opened; another one pauses all the time.
#[node]
struct Employs {
    gate: std::sync::Mutex<Option<std::sync::mpsc::Receiver<()>>>,
}

#[node]
impl Employs {
    #[init]
    fn init(gate: std::sync::mpsc::Receiver<()>, _h: Handles<Self>) -> Self {
        Employs { gate: std::sync::Mutex::new(Some(gate)) }
    }

    #[timer("1ms", once)]
    fn employ(&self, cx: &Cx) {
        let gate = self.gate.lock().unwrap().take().expect("it is given one");
        cx.spawn(|cx| async move { cx.shutdown().await });
        cx.spawn(|cx| async move {
            cx.sleep(Duration::from_millis(1)).await;
            wait_for(&gate);
        });
    }
}

#[tokio::test]
async fn a_task_that_does_not_pause_is_reported_with_who_has_spawned_it() -> rosweave::Result {
    let graph = InProcess::private();
    let (open, gate) = std::sync::mpsc::channel::<()>();
    let given = soon().grace(Duration::ZERO).with(gate);
    let node = given.start_on::<Employs, _>(&graph).await?;
    let stall = first_stall(&node).await;
    assert_eq!(stall.beside, Some(rosweave::Beside::Task { by: Some("employ") }));
    assert_eq!((stall.callback, stall.unbroken), ("employ", true));
    let told = stall.to_string();
    assert!(told.starts_with("`/employs`: a task that `employ` has spawned has run for "), "{told}");
    assert!(told.ends_with(", without a pause"), "{told}");
    drop(open);
    assert_eq!(node.stalls().len(), 1);
    Ok(in_time("the stop", node.stop()).await?)
}

#[node]
struct Slow {
    #[client("late", timeout = "10s")]
    late: Client<Echo, Io>,
}

#[node]
impl Slow {
    #[timer("1s", once)]
    async fn tick(&self, cx: &AsyncCx) {
        let _ = self.late.call(cx, 1).await;
    }

    #[service("late", type = Echo)]
    #[group(Io)]
    async fn late(&self, number: u64, cx: &AsyncCx<Io>) -> u64 {
        cx.sleep(Duration::from_secs(5)).await;
        number
    }
}

#[test]
fn a_stall_is_reported_however_far_the_world_is_moved_at_once() -> rosweave::Result {
    for step in [8, 4, 2, 1] {
        let world = World::new(1);
        let node = world.start::<Slow>()?;
        for _ in 0..8 / step {
            world.advance(Duration::from_secs(step))?;
        }
        assert_eq!(node.stalls().len(), 1, "in steps of {step} s");
        assert_eq!(node.stalls()[0].since.elapsed(), Duration::from_secs(1));
        assert_eq!(world.now().elapsed(), Duration::from_secs(8));
    }
    // Nor is it jumped over where the test waits for something.
    let world = World::new(1);
    let node = world.start::<Slow>()?;
    let cx = node.async_cx();
    world.block_on(cx.sleep(Duration::from_secs(8)))?;
    assert_eq!(node.stalls().len(), 1);
    Ok(())
}

/// Keeps its groups without waiting for anybody.
#[node]
struct Keeps;

#[derive(Group, Default)]
#[group(reentrant, max_parallel = 2)]
struct Capped;

#[node]
impl Keeps {
    #[timer("1s", once)]
    async fn keep(&self, cx: &AsyncCx) {
        cx.sleep(Duration::from_secs(20)).await;
    }

    #[subscribe("word", qos(depth = 2))]
    fn word(&self, _word: &u32) {}

    #[timer("10s", once)]
    fn late(&self) {}

    #[timer("1s", once)]
    #[group(Capped)]
    async fn one_turn(&self, cx: &AsyncCx<Capped>) {
        cx.sleep(Duration::from_secs(20)).await;
    }

    #[timer("5s", once)]
    #[group(Capped)]
    async fn other_turn(&self, cx: &AsyncCx<Capped>) {
        cx.sleep(Duration::from_secs(20)).await;
    }

    #[subscribe("capped")]
    #[group(Capped)]
    fn capped(&self, _word: &u32) {}
}

/// What is reported so far, and what waits for it.
fn queued(node: &NodeHandle<Keeps>) -> Vec<(&'static str, Vec<String>)> {
    let queued = |stall: &rosweave::Stall| stall.queued.iter().map(ToString::to_string).collect();
    node.stalls().iter().map(|stall| (stall.callback, queued(stall))).collect()
}

#[test]
fn a_callback_that_keeps_its_group_is_reported_when_messages_wait_for_it() -> rosweave::Result {
    let world = World::new(1);
    let word = world.publisher::<u32>("word", rosweave::Qos::DEFAULT)?;
    let node = world.start::<Keeps>()?;
    world.advance(Duration::from_secs(8))?;
    assert_eq!(queued(&node), [], "nobody waits");
    (1..=3).try_for_each(|number| word.publish(number))?;
    world.advance(Duration::from_secs(1))?;
    assert_eq!(queued(&node), [("keep", vec!["2 calls of `word` wait".to_owned()])]);
    Ok(())
}

#[test]
fn a_callback_that_keeps_its_group_is_reported_when_a_timer_is_due() -> rosweave::Result {
    let world = World::new(1);
    let node = world.start::<Keeps>()?;
    world.advance(Duration::from_secs(9))?;
    assert_eq!(queued(&node), [], "nobody waits");
    world.advance(Duration::from_secs(2))?;
    assert_eq!(queued(&node), [("keep", vec!["a call of `late` waits".to_owned()])]);
    Ok(())
}

#[test]
fn callbacks_that_have_all_turns_of_a_group_are_reported_when_messages_wait_for_it() -> rosweave::Result {
    let world = World::new(1);
    let capped = world.publisher::<u32>("capped", rosweave::Qos::DEFAULT)?;
    let node = world.start::<Keeps>()?;
    world.advance(Duration::from_secs(4))?;
    capped.publish(1)?;
    world.advance(Duration::from_millis(500))?;
    assert_eq!(queued(&node), [], "a turn was free");
    world.advance(Duration::from_secs(3))?;
    capped.publish(2)?;
    world.advance(Duration::from_secs(1))?;
    let waits = || vec!["a call of `capped` waits".to_owned()];
    assert_eq!(queued(&node), [("one_turn", waits()), ("other_turn", waits())]);
    Ok(())
}
