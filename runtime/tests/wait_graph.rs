//! The wait graph of the process: what no compiler sees is refused before it waits, and nothing else is.
#![allow(missing_docs)]

mod wait_graph {
    pub(crate) mod door;
    mod lives;
    mod nobody;
    mod rings;
}

use rosweave::OnDeadlock;
use rosweave::prelude::*;
use rosweave::testing::World;

use wait_graph::door::{Answer, Door, Echo};

/// How many orders of execution each is tried in.
const SEEDS: u64 = 20;

#[derive(Group, Default)]
struct First;

#[derive(Group, Default)]
struct Second;

#[derive(Group, Default)]
#[group(reentrant)]
struct Io;

/// `first` waits for `second` where nobody sees it, and `second` waits for `first` where everybody does.
#[node]
struct Ring {
    #[client("first")]
    to_first: Client<Echo, Io>,
    #[client("second")]
    to_second: Client<Echo, Io>,
    door: Door,
}

#[node]
impl Ring {
    #[service("first", type = Echo)]
    #[group(First)]
    async fn first(&self, request: u64) -> Answer {
        self.door.pass(request).await
    }

    #[service("second", type = Echo)]
    #[group(Second)]
    async fn second(&self, request: u64, cx: &AsyncCx<Second>) -> Answer {
        self.to_first.call(cx, request).await
    }
}

fn ring(world: &World, options: NodeOptions) -> rosweave::Result<NodeHandle<Ring>> {
    let node = world.start_with::<Ring>(options)?;
    node.node().door.calls(&node.node().to_second, node.async_cx());
    Ok(node)
}

#[test]
fn a_wait_that_nobody_saw_is_refused_at_its_first_execution() -> rosweave::Result {
    for seed in 0..SEEDS {
        let world = World::new(seed);
        let _node = ring(&world, NodeOptions::new())?;
        let error = world.call::<Echo>("first", 1).expect_err("it would hang").to_string();
        assert_eq!(
            error,
            "`/first` failed: deadlock: a cycle of waits, closed where `first` awaits client `to_second`
  1. `first` in group `First` awaits `to_second`, whose handler `second` is started by group `Second`
  2. `second` in group `Second` awaits `to_first`, whose handler `first` is started by group `First`
  each waits for the next one, the last one for the first: none ever goes on
  help: let `first` do without the answer of `second`
  see: rosweave::wait_cycle"
        );
        assert!(world.waiting().is_empty());
    }
    Ok(())
}

#[test]
fn a_refused_wait_is_not_kept_and_is_refused_again() -> rosweave::Result {
    let world = World::new(1);
    let node = ring(&world, NodeOptions::new())?;
    for _ in 0..3 {
        assert!(world.call::<Echo>("first", 1).is_err());
        // The other direction alone is as it was.
        let through_second = world.call::<Echo>("second", 1).expect_err("its own call fails");
        assert!(through_second.to_string().contains("closed where `first` awaits"), "{through_second}");
    }
    assert_eq!(node.unseen_waits().len(), 1);
    Ok(())
}

#[test]
fn what_nothing_shows_is_named_once() -> rosweave::Result {
    let world = World::new(1);
    let _node = ring(&world, NodeOptions::new())?;
    assert!(world.unseen_waits().is_empty());
    for _ in 0..2 {
        let _ = world.call::<Echo>("first", 1);
    }
    let named: Vec<_> = world.unseen_waits().iter().map(ToString::to_string).collect();
    assert_eq!(
        named,
        ["`/ring`: `first` waits on client `to_second`, which nothing in its impl block shows\n  help: so \
          that the compiler checks it: `#[waits(to_second)]` on `first`\n  see: rosweave::unseen_wait"]
    );
    Ok(())
}

#[test]
fn phases_that_never_overlap_can_be_let_through_with_a_report() -> rosweave::Result {
    let world = World::new(1);
    let node = ring(&world, NodeOptions::new().on_deadlock(OnDeadlock::Report))?;
    let _second = world.serve::<Echo>("other", |request| request)?;
    let hang = world.call::<Echo>("first", 1).expect_err("this one does hang");
    assert!(matches!(hang, rosweave::Error::Hang(_)), "{hang}");
    let [cycle] = node.deadlocks().try_into().expect("one report");
    assert!(cycle.contains("closed where `first` awaits client `to_second`"), "{cycle}");
    Ok(())
}

/// A callback of one node waits on the client of another.
#[node]
struct Borrower {
    door: Door,
}

#[node]
impl Borrower {
    #[service("borrowing", type = Echo)]
    #[group(First)]
    async fn borrowing(&self, request: u64) -> Answer {
        self.door.pass(request).await
    }
}

#[node]
struct Owner {
    #[client("borrowing")]
    lent: Client<Echo, Io>,
    #[client("leaf")]
    leaf: Client<Echo, Second>,
}

#[node]
impl Owner {
    #[service("leaf", type = Echo)]
    #[group(Io)]
    async fn leaf(&self, request: u64) -> u64 {
        request
    }
}

#[test]
fn a_client_of_another_node_is_looked_up_and_remembered() -> rosweave::Result {
    for seed in 0..SEEDS {
        let world = World::new(seed);
        let (borrower, owner) = (world.start::<Borrower>()?, world.start::<Owner>()?);
        borrower.node().door.calls(&owner.node().leaf, owner.async_cx());
        for request in 0..3 {
            assert_eq!(world.call::<Echo>("borrowing", request)?, request);
        }
        let [unseen] = borrower.unseen_waits().try_into().expect("one wait");
        assert_eq!(
            unseen.to_string(),
            "`/borrower`: `borrowing` waits on client `leaf` of `/owner`, which no compiler sees\n  see: rosweave::unseen_wait"
        );
    }
    Ok(())
}

#[test]
fn a_client_of_another_node_is_refused_where_it_leads_back() -> rosweave::Result {
    for seed in 0..SEEDS {
        let world = World::new(seed);
        let (borrower, owner) = (world.start::<Borrower>()?, world.start::<Owner>()?);
        borrower.node().door.calls(&owner.node().lent, owner.async_cx());
        let error = world.call::<Echo>("borrowing", 1).expect_err("it calls itself").to_string();
        assert!(error.contains("deadlock: `borrowing` awaits client `lent`"), "{error}");
    }
    Ok(())
}

/// A group whose replies the other one has to deliver, and the other way round.
#[node]
struct Blocks {
    #[client("leaf")]
    slow: Client<Echo, Second>,
    #[client("leaf")]
    fast: Client<Echo, First>,
}

static DOOR: std::sync::OnceLock<Client<Echo, Second>> = std::sync::OnceLock::new();

fn pass(cx: &Cx<First>) -> Answer {
    DOOR.get().expect("opened by the test").call(cx, 1)
}

#[node]
impl Blocks {
    #[service("blocking", type = Echo)]
    #[group(First)]
    fn blocking(&self, _request: u64, cx: &Cx<First>) -> Answer {
        pass(cx)
    }

    #[service("plan", type = Echo)]
    #[group(Second)]
    fn plan(&self, request: u64, cx: &Cx<Second>) -> Answer {
        self.fast.call(cx, request)
    }
}

#[test]
fn a_blocking_call_through_a_static_is_refused() -> rosweave::Result {
    let world = World::new(1);
    let node = world.start::<Blocks>()?;
    let _leaf = world.serve::<Echo>("leaf", |request| request)?;
    assert!(DOOR.set(node.node().slow.clone()).is_ok());
    let error = world.call::<Echo>("blocking", 1).expect_err("it would hang with `plan`").to_string();
    assert!(error.contains("closed where `blocking` blocks on client `slow`"), "{error}");
    assert!(error.contains("2. `plan` in group `Second` blocks on `fast`"), "{error}");
    assert_eq!(world.call::<Echo>("plan", 2)?, 2);
    Ok(())
}
