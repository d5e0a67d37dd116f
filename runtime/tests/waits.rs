//! Waiting for replies, blocking and awaiting.
#![allow(missing_docs)]

use rosweave::prelude::*;
use rosweave::testing::World;

/// Adds one.
struct Next;

impl Service for Next {
    type Request = u64;
    type Response = u64;
}

#[derive(Group, Default)]
#[group(reentrant)]
struct Io;

#[derive(Group, Default)]
struct Control {
    last: u64,
}

#[node]
struct Caller {
    #[client("next", timeout = "2s")]
    io: Client<Next, Io>,
    #[client("next")]
    own: Client<Next, Control>,
    #[publisher("answers")]
    answers: Publisher<u64>,
}

#[node]
impl Caller {
    #[subscribe("block")]
    #[group(Control)]
    fn block(&self, msg: u64, state: &mut Control, cx: &Cx<Control>) -> rosweave::Result {
        state.last = self.io.call(cx, msg)?;
        Ok(self.answers.publish(state.last)?)
    }

    #[subscribe("wait")]
    #[group(Control)]
    async fn wait(&self, msg: u64, state: &mut Control, cx: &AsyncCx<Control>) -> rosweave::Result {
        state.last = self.own.call(cx, msg).await?;
        Ok(self.answers.publish(state.last)?)
    }

    #[subscribe("many")]
    #[group(Io)]
    fn many(&self, msg: u64, cx: &Cx<Io>) -> rosweave::Result {
        cx.sleep(Duration::from_secs(1))?;
        let answer = self.io.call(cx, msg)?;
        Ok(self.answers.publish(answer)?)
    }
}

#[test]
fn a_sync_callback_waits_on_a_client_of_another_group() -> rosweave::Result {
    let world = World::new(1);
    let _server = world.serve::<Next>("next", |number| number + 1)?;
    let answers = world.subscribe::<u64>("answers")?;
    let _node = world.start::<Caller>()?;
    world.publish::<u64>("block", 1)?;
    world.advance(Duration::ZERO)?;
    assert_eq!(answers.take(), [2]);
    Ok(())
}

#[test]
fn an_async_callback_awaits_a_client_of_its_own_exclusive_group() -> rosweave::Result {
    let world = World::new(1);
    let _server = world.serve::<Next>("next", |number| number + 1)?;
    let answers = world.subscribe::<u64>("answers")?;
    let _node = world.start::<Caller>()?;
    for number in 1..=3 {
        world.publish::<u64>("wait", number)?;
    }
    world.advance(Duration::ZERO)?;
    assert_eq!(answers.take(), [2, 3, 4]);
    Ok(())
}

#[test]
fn a_call_times_out_in_virtual_time() -> rosweave::Result {
    let world = World::new(1);
    let (keep, kept) = std::sync::mpsc::channel();
    let _server = world.serve_with::<Next>("next", move |request| keep.send(request.responder).unwrap())?;
    let node = world.start::<Caller>()?;
    world.publish::<u64>("block", 1)?;
    world.advance(Duration::from_millis(1999))?;
    assert_eq!(node.stats().callback("block").unwrap().failed, 0);
    assert_eq!(node.waiting().len(), 1);
    world.advance(Duration::from_millis(1))?;
    assert_eq!(node.stats().callback("block").unwrap().failed, 1);
    assert_eq!(node.waiting().len(), 0);
    kept.recv().unwrap().send(5);
    world.settle();
    Ok(())
}

#[test]
fn the_handle_lends_a_context_of_no_group() -> rosweave::Result {
    let world = World::new(1);
    let _server = world.serve::<Next>("next", |number| number + 1)?;
    let node = world.start::<Caller>()?;
    assert_eq!(node.node().own.call(&node.cx(), 4)?, 5);
    assert_eq!(world.block_on(node.node().own.call(&node.async_cx(), 5))??, 6);
    Ok(())
}

/// How many waits there are at once: more than tokio's 512 blocking threads.
const MANY: u64 = 600;

#[derive(Default)]
struct Tally(std::sync::Mutex<std::collections::BTreeSet<u64>>);

impl Tally {
    fn add(&self, number: u64) -> usize {
        let mut seen = self.0.lock().unwrap();
        seen.insert(number);
        seen.len()
    }
}

#[node]
struct Server {
    tally: Tally,
}

#[node]
impl Server {
    #[service("next", type = Next)]
    fn next(&self, number: u64) -> u64 {
        number + 1
    }

    #[subscribe("answers", qos(depth = 1000))]
    fn answered(&self, number: u64, cx: &Cx) {
        if self.tally.add(number) as u64 == MANY {
            cx.request_stop();
        }
    }
}

#[node]
struct Flood {
    #[publisher("many", qos(depth = 1000))]
    many: Publisher<u64>,
}

#[node]
impl Flood {
    #[timer("10ms", once)]
    fn start(&self) -> Result<(), PublishError> {
        (0..MANY).try_for_each(|number| self.many.publish(number))
    }
}

#[node]
struct Waiter {
    #[client("next", timeout = "30s")]
    next: Client<Next, Io>,
    #[publisher("answers", qos(depth = 1000))]
    answers: Publisher<u64>,
}

#[node]
impl Waiter {
    #[subscribe("many", qos(depth = 1000))]
    #[group(Io)]
    fn many(&self, msg: u64, cx: &Cx<Io>) -> rosweave::Result {
        // Long enough that all of them are in here at once.
        cx.sleep(Duration::from_millis(300))?;
        let answer = self.next.call(cx, msg)?;
        Ok(self.answers.publish(answer)?)
    }
}

#[tokio::test(flavor = "current_thread")]
async fn many_waits_starve_nobody_on_a_current_thread_runtime() -> rosweave::Result {
    let graph = rosweave::InProcess::private();
    let server = NodeOptions::new().start_on::<Server, _>(&graph).await?;
    let waiter = NodeOptions::new().start_on::<Waiter, _>(&graph).await?;
    let flood = NodeOptions::new().start_on::<Flood, _>(&graph).await?;
    tokio::time::timeout(Duration::from_secs(30), server.wait()).await.expect("it starves")?;
    assert_eq!(waiter.stats().callback("many").unwrap().failed, 0);
    flood.stop().await?;
    waiter.stop().await?;
    Ok(())
}

#[test]
fn callbacks_of_a_reentrant_group_wait_side_by_side() -> rosweave::Result {
    let world = World::new(1);
    let _server = world.serve::<Next>("next", |number| number + 1)?;
    let answers = world.subscribe::<u64>("answers")?;
    let _node = world.start::<Caller>()?;
    for number in 0..5 {
        world.publish::<u64>("many", number)?;
    }
    world.advance(Duration::from_secs(1))?;
    assert_eq!(answers.take().len(), 5, "they wait one second together, not one after the other");
    Ok(())
}

#[derive(Group, Default)]
#[group(reentrant, max_parallel = 2)]
struct Pool;

#[node]
struct Capped {
    #[publisher("done")]
    done: Publisher<u64>,
}

#[node]
impl Capped {
    #[subscribe("work")]
    #[group(Pool)]
    async fn work(&self, msg: u64, cx: &AsyncCx<Pool>) -> Result<(), PublishError> {
        cx.sleep(Duration::from_secs(1)).await;
        self.done.publish(msg)
    }
}

#[test]
fn a_capped_group_runs_as_many_as_its_cap() -> rosweave::Result {
    let world = World::new(1);
    let done = world.subscribe::<u64>("done")?;
    let _node = world.start::<Capped>()?;
    for number in 0..5 {
        world.publish::<u64>("work", number)?;
    }
    let mut finished = Vec::new();
    for _ in 0..3 {
        world.advance(Duration::from_secs(1))?;
        finished.push(done.take().len());
    }
    assert_eq!(finished, [2, 2, 1]);
    Ok(())
}

#[node]
struct Patient {
    #[client("next")]
    next: Client<Next, Io>,
    #[publisher("answers")]
    answers: Publisher<u64>,
}

#[node]
impl Patient {
    #[timer("1s", once)]
    fn sync(&self, cx: &Cx) -> rosweave::Result {
        self.next.wait_for_service(cx)?;
        Ok(self.answers.publish(self.next.call(cx, 1)?)?)
    }

    #[timer("1s", once)]
    #[group(Io)]
    async fn awaiting(&self, cx: &AsyncCx<Io>) -> rosweave::Result {
        assert!(!self.next.wait_for_service_timeout(cx, Duration::from_secs(1)).await);
        self.next.wait_for_service(cx).await?;
        assert!(self.next.wait_for_service_timeout(cx, Duration::ZERO).await);
        Ok(self.answers.publish(self.next.call(cx, 2).await?)?)
    }
}

#[test]
fn a_service_can_be_waited_for() -> rosweave::Result {
    let world = World::new(3);
    let answers = world.subscribe::<u64>("answers")?;
    let _node = world.start::<Patient>()?;
    let hang = world.advance(Duration::from_secs(5)).expect_err("nobody serves it");
    assert_eq!(hang.waiting.len(), 2);
    assert_eq!(answers.take(), [0_u64; 0]);
    let _server = world.serve::<Next>("next", |number| number + 1)?;
    world.advance(Duration::ZERO)?;
    let mut all = answers.take();
    all.sort();
    assert_eq!(all, [2, 3]);
    Ok(())
}

#[node]
struct Spawner {
    #[client("next")]
    next: Client<Next>,
    #[publisher("answers")]
    answers: Publisher<u64>,
}

#[node]
impl Spawner {
    #[timer("1s", once)]
    fn start(&self, cx: &Cx) {
        let (next, answers) = (self.next.clone(), self.answers.clone());
        cx.spawn(|cx| async move {
            loop {
                cx.sleep(Duration::from_secs(1)).await;
                let Ok(answer) = next.call(&cx, 1).await else { return };
                let _ = answers.publish(answer);
            }
        });
    }
}

#[test]
fn a_task_lives_as_long_as_its_node() -> rosweave::Result {
    let world = World::new(1);
    let _server = world.serve::<Next>("next", |number| number + 1)?;
    let answers = world.subscribe::<u64>("answers")?;
    let node = world.start::<Spawner>()?;
    world.advance(Duration::from_secs(4))?;
    assert_eq!(answers.take(), [2, 2, 2]);
    world.block_on(node.stop())??;
    world.advance(Duration::from_secs(4))?;
    assert_eq!(answers.take(), [0_u64; 0]);
    Ok(())
}
