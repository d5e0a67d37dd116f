//! Rings of nodes that are started one by one.

use rosweave::prelude::*;
use rosweave::testing::World;
use rosweave::{InProcess, OnDeadlock, StartError};

use super::door::{Answer, Door, Echo};
use crate::{First, Io, SEEDS};

/// Serves `mine` by asking for `next`.
#[node]
struct Link {
    #[client("next")]
    next: Client<Echo, Io>,
}

#[node]
impl Link {
    #[service("mine", type = Echo)]
    #[group(First)]
    async fn mine(&self, request: u64, cx: &AsyncCx<First>) -> Answer {
        self.next.call(cx, request).await
    }
}

/// A link that serves `/a` and asks for `/b`, for instance.
fn link(name: &str, mine: &str, next: &str) -> NodeOptions {
    NodeOptions::new().name(name).remap("mine", mine).remap("next", next)
}

fn deadlock(error: StartError) -> String {
    match error {
        StartError::Deadlock(cycle) => cycle,
        other => panic!("another error: {other}"),
    }
}

#[test]
fn a_ring_is_refused_whoever_starts_it_and_leaves_nothing_behind() -> rosweave::Result {
    for seed in 0..SEEDS {
        let world = World::new(seed);
        let _a = world.start_with::<Link>(link("a", "/a", "/b"))?;
        let b = world.start_with::<Link>(link("b", "/b", "/c"))?;
        let refused = world.start_with::<Link>(link("c", "/c", "/a")).expect_err("it closes the ring");
        assert_eq!(
            deadlock(refused),
            "deadlock: a cycle of waits, closed where `mine` awaits client `next`
  1. `/c::mine` in group `First` of `/c` awaits `next`, whose handler `/a::mine` is started by group `First` of `/a`
  2. `/a::mine` in group `First` of `/a` awaits `next`, whose handler `/b::mine` is started by group `First` of `/b`
  3. `/b::mine` in group `First` of `/b` awaits `next`, whose handler `/c::mine` is started by group `First` of `/c`
  each waits for the next one, the last one for the first: none ever goes on
  help: let `mine` do without the answer of `mine`
  see: rosweave::node_ring"
        );
        // Not in the way of what does not close it, nor, once a link has gone, of what did.
        let open = world.start_with::<Link>(link("c", "/c", "/d"))?;
        world.block_on(open.stop())??;
        world.block_on(b.stop())??;
        let _c = world.start_with::<Link>(link("c", "/c", "/a"))?;
    }
    Ok(())
}

#[tokio::test]
async fn a_ring_is_refused_in_wall_time_too() -> rosweave::Result {
    let graph = InProcess::private();
    let a = link("a", "/a", "/b").start_on::<Link, _>(&graph).await?;
    let refused = link("b", "/b", "/a").start_on::<Link, _>(&graph).await.expect_err("it closes the ring");
    assert!(deadlock(refused).contains("closed where `mine` awaits client `next`"));
    let elsewhere = InProcess::private();
    let b = link("b", "/b", "/a").start_on::<Link, _>(&elsewhere).await?;
    a.stop().await?;
    b.stop().await?;
    Ok(())
}

#[test]
fn of_two_that_start_at_once_one_is_refused() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    for _ in 0..50 {
        let graph = InProcess::private();
        let start = |options: NodeOptions| {
            let graph = graph.clone();
            runtime.spawn(async move { options.start_on::<Link, _>(&graph).await })
        };
        let (a, b) = (start(link("a", "/a", "/b")), start(link("b", "/b", "/a")));
        let (a, b) = runtime.block_on(async { (a.await.unwrap(), b.await.unwrap()) });
        assert!(a.is_ok() != b.is_ok(), "one of them, and one alone");
    }
}

#[test]
fn a_ring_can_be_started_with_a_report() -> rosweave::Result {
    let world = World::new(1);
    let _a = world.start_with::<Link>(link("a", "/a", "/b"))?;
    let b = world.start_with::<Link>(link("b", "/b", "/a").on_deadlock(OnDeadlock::Report))?;
    assert_eq!(b.deadlocks().len(), 1);
    Ok(())
}

/// A link whose wait nobody sees.
#[node]
struct Hidden {
    #[client("next")]
    next: Client<Echo, Io>,
    door: Door,
}

#[node]
impl Hidden {
    #[service("mine", type = Echo)]
    #[group(First)]
    async fn mine(&self, request: u64) -> Answer {
        self.door.pass(request).await
    }
}

fn hidden(world: &World, options: NodeOptions) -> rosweave::Result<NodeHandle<Hidden>> {
    let node = world.start_with::<Hidden>(options)?;
    node.node().door.calls(&node.node().next, node.async_cx());
    Ok(node)
}

#[test]
fn hidden_waits_of_two_nodes_of_one_type_are_told_apart() -> rosweave::Result {
    for seed in 0..SEEDS {
        let world = World::new(seed);
        let _left = hidden(&world, link("left", "/left", "/right"))?;
        let _right = hidden(&world, link("right", "/right", "/leaf"))?;
        let _leaf = world.serve::<Echo>("/leaf", |request| request)?;
        assert_eq!(world.call::<Echo>("/left", 5)?, 5);
        assert_eq!(world.unseen_waits().len(), 2);
    }
    Ok(())
}

#[test]
fn hidden_rings_of_nodes_are_refused_where_they_close() -> rosweave::Result {
    for seed in 0..SEEDS {
        let world = World::new(seed);
        let _left = hidden(&world, link("left", "/left", "/right"))?;
        let _right = hidden(&world, link("right", "/right", "/left"))?;
        let error = world.call::<Echo>("/left", 5).expect_err("it would hang").to_string();
        assert!(error.contains("1. `/right::mine` in group `First` of `/right` awaits"), "{error}");
        assert!(error.contains("2. `/left::mine` in group `First` of `/left` awaits"), "{error}");
    }
    Ok(())
}

#[test]
fn a_node_that_joins_behind_a_hidden_wait_is_refused_where_it_closes_the_ring() -> rosweave::Result {
    let world = World::new(1);
    let _left = hidden(&world, link("left", "/left", "/right"))?;
    let error = world.call::<Echo>("/left", 5).expect_err("nobody is there yet").to_string();
    assert!(error.contains("nobody serves"), "{error}");
    let refused = world.start_with::<Link>(link("right", "/right", "/left")).expect_err("it closes the ring");
    assert!(deadlock(refused).contains("`Link::mine` in group `First` of `Link` awaits `next`"));
    Ok(())
}

/// Two graphs that have the same names, and a node in each whose callback passes requests on to the other.
#[test]
fn a_bridge_between_two_graphs_is_no_ring() -> rosweave::Result {
    for seed in 0..SEEDS {
        let world = World::new(seed);
        let other = World::new(seed);
        let inner = world.start_with::<Link>(link("inner", "/a", "/b"))?;
        let far = other.start_with::<Link>(link("far", "/b", "/a"))?;
        assert!(world.call::<Echo>("/a", 1).is_err_and(|error| error.to_string().contains("nobody serves")));
        assert!(other.call::<Echo>("/b", 1).is_err_and(|error| error.to_string().contains("nobody serves")));
        drop((inner, far));
    }
    Ok(())
}

#[tokio::test]
async fn a_bridge_calls_in_one_graph_what_it_serves_in_the_other() -> rosweave::Result {
    let (left, right) = (InProcess::private(), InProcess::private());
    // `/a` of the left graph is answered by `/a` of the right one.
    let leaf = NodeOptions::new().start_on::<Leaf, _>(&right).await?;
    let bridge = NodeOptions::new().start_on::<Hidden, _>(&left).await?;
    let far = link("far", "/far", "/a").start_on::<Hidden, _>(&right).await?;
    bridge.node().door.calls(&far.node().next, far.async_cx());
    let near = link("near", "/near", "mine").start_on::<Link, _>(&left).await?;
    let cx = near.async_cx();
    assert_eq!(near.node().next.call(&cx, 8).await?, 8);
    // And back: that is a ring through both graphs.
    let back = link("back", "/back", "/mine").start_on::<Hidden, _>(&left).await?;
    leaf.node().door.calls(&back.node().next, back.async_cx());
    let error = near.node().next.call(&cx, 8).await.expect_err("it comes back");
    assert!(error.to_string().contains("deadlock: a cycle of waits"), "{error}");
    Ok(())
}

#[node]
struct Leaf {
    door: Door,
}

#[node]
impl Leaf {
    #[service("/a", type = Echo)]
    #[group(First)]
    async fn a(&self, request: u64) -> Answer {
        self.door.pass(request).await
    }
}
