//! Nodes that end, start again, and take each other's place.

use std::future::poll_fn;
use std::sync::Mutex;
use std::task::Poll;

use rosweave::prelude::*;
use rosweave::testing::World;

use super::door::{Answer, Door, Echo};
use crate::{First, Io, SEEDS};

#[node]
struct Relay {
    #[client("next")]
    next: Client<Echo, Io>,
    door: Door,
}

#[node]
impl Relay {
    #[service("mine", type = Echo)]
    #[group(First)]
    async fn mine(&self, request: u64) -> Answer {
        self.door.pass(request).await
    }
}

fn relay(world: &World, name: &str, mine: &str, next: &str) -> rosweave::Result<NodeHandle<Relay>> {
    let options = NodeOptions::new().name(name).remap("mine", mine).remap("next", next);
    let node = world.start_with::<Relay>(options)?;
    node.node().door.calls(&node.node().next, node.async_cx());
    Ok(node)
}

#[test]
fn a_node_that_starts_again_waits_for_what_its_new_instance_waits_for() -> rosweave::Result {
    for seed in 0..SEEDS {
        let world = World::new(seed);
        let _leaf = world.serve::<Echo>("/leaf", |request| request)?;
        // One after the other they close a ring; no two of them run together.
        for (mine, next) in [("/a", "/b"), ("/b", "/a"), ("/a", "/leaf"), ("/b", "/a")] {
            world.settle();
            let _other = relay(&world, "other", if mine == "/a" { "/b" } else { "/a" }, "/leaf")?;
            let node = relay(&world, "node", mine, next)?;
            assert_eq!(world.call::<Echo>(mine, 6)?, 6, "{mine} -> {next}");
            world.block_on(node.stop())??;
        }
    }
    Ok(())
}

#[test]
fn nothing_is_left_of_nodes_that_have_ended() -> rosweave::Result {
    let world = World::new(1);
    let stays = relay(&world, "stays", "/stays", "/comes")?;
    let _leaf = world.serve::<Echo>("/leaf", |request| request)?;
    for _ in 0..100 {
        let comes = relay(&world, "comes", "/comes", "/leaf")?;
        assert_eq!(world.call::<Echo>("/stays", 6)?, 6);
        world.block_on(comes.stop())??;
    }
    // The wait of the one that stays is one, whoever served it.
    assert_eq!(stays.unseen_waits().len(), 1);
    Ok(())
}

/// While the old node's callback still runs, a new one serves under the same names, and does wait elsewhere.
#[test]
fn a_node_may_be_replaced_while_the_old_one_has_its_grace_period() -> rosweave::Result {
    for seed in 0..SEEDS {
        let world = World::new(seed);
        let held: Arc<Mutex<Vec<Responder<Echo>>>> = Arc::default();
        let keep = held.clone();
        let _slow =
            world.serve_with::<Echo>("/slow", move |request| keep.lock().unwrap().push(request.responder))?;
        // `/a` waits for `/b`, which waits for something slow.
        let _b = relay(&world, "b", "/b", "/slow")?;
        let old = relay(&world, "old", "/a", "/b")?;
        let caller = relay(&world, "caller", "/caller", "/a")?;
        let (client, cx) = (caller.node().next.clone(), caller.async_cx());
        let mut call = Box::pin(async move { client.call(&cx, 1).await });
        let begun = world.block_on(poll_fn(|context| Poll::Ready(call.as_mut().poll(context))))?;
        assert!(begun.is_pending());
        world.settle();
        old.request_stop();
        world.settle();
        // The new one is a leaf, and a new `/c` may wait for it, though the old one still waits for `/b`.
        let new = world.serve::<Echo>("/a", |request| request)?;
        let c = relay(&world, "c", "/c", "/a")?;
        assert_eq!(world.call::<Echo>("/c", 9)?, 9);
        assert!(!old.has_ended(), "its callback waits");
        held.lock().unwrap().drain(..).for_each(|responder| responder.send(3));
        assert_eq!(world.block_on(call)?, Ok(3));
        drop((new, c));
    }
    Ok(())
}

/// The new node of the pair waits the other way round. The old one's handlers begin nothing any more.
#[test]
fn a_pair_of_nodes_may_change_direction() -> rosweave::Result {
    for seed in 0..SEEDS {
        let world = World::new(seed);
        let held: Arc<Mutex<Vec<Responder<Echo>>>> = Arc::default();
        let keep = held.clone();
        let _slow =
            world.serve_with::<Echo>("/slow", move |request| keep.lock().unwrap().push(request.responder))?;
        let old_b = relay(&world, "old_b", "/b", "/slow")?;
        let old_a = relay(&world, "old_a", "/a", "/b")?;
        let caller = relay(&world, "caller", "/caller", "/a")?;
        let (client, cx) = (caller.node().next.clone(), caller.async_cx());
        let mut call = Box::pin(async move { client.call(&cx, 1).await });
        assert!(world.block_on(poll_fn(|context| Poll::Ready(call.as_mut().poll(context))))?.is_pending());
        world.settle();
        old_a.request_stop();
        old_b.request_stop();
        world.settle();
        let _leaf = world.serve::<Echo>("/leaf", |request| request)?;
        let _a = relay(&world, "a", "/a", "/leaf")?;
        let _b = relay(&world, "b", "/b", "/a")?;
        assert_eq!(world.call::<Echo>("/b", 9)?, 9);
        assert!(!old_a.has_ended(), "its callback waits");
        held.lock().unwrap().drain(..).for_each(|responder| responder.send(3));
        assert_eq!(world.block_on(call)?, Ok(3));
    }
    Ok(())
}

/// What panics and goes on is the same instance.
#[node(on_panic = "resume")]
struct Resumes {
    #[client("leaf")]
    leaf: Client<Echo, Io>,
    door: Door,
}

#[node]
impl Resumes {
    #[service("mine", type = Echo)]
    #[group(First)]
    async fn mine(&self, request: u64) -> Answer {
        let answer = self.door.pass(request).await;
        assert!(request != 13, "on purpose");
        answer
    }
}

#[test]
fn a_node_that_goes_on_after_a_panic_is_still_nobodys_in_between() -> rosweave::Result {
    let world = World::new(1);
    let _leaf = world.serve::<Echo>("leaf", |request| request)?;
    let node = world.start::<Resumes>()?;
    node.node().door.calls(&node.node().leaf, node.async_cx());
    assert!(world.call::<Echo>("mine", 13).is_err());
    assert_eq!(world.call::<Echo>("mine", 1)?, 1);
    assert_eq!(node.unseen_waits().len(), 1);
    Ok(())
}
