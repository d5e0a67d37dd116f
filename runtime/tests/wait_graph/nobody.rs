//! Who waits: the callback that polls, and nobody where none does.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Mutex;
use std::task::Poll;

use rosweave::prelude::*;
use rosweave::testing::World;

use super::door::{Answer, Door, Echo};
use crate::{First, Io, SEEDS};

#[node]
struct Own {
    #[client("own")]
    own: Client<Echo, Io>,
    #[client("leaf")]
    leaf: Client<Echo, Io>,
    door: Door,
}

#[node]
impl Own {
    #[service("own", type = Echo)]
    #[group(First)]
    async fn own(&self, request: u64) -> Answer {
        self.door.pass(request).await
    }

    #[service("leaf", type = Echo)]
    #[group(Io)]
    async fn leaf(&self, request: u64) -> u64 {
        request
    }
}

#[test]
fn a_spawned_task_holds_nothing() -> rosweave::Result {
    for seed in 0..SEEDS {
        let world = World::new(seed);
        let node = world.start::<Own>()?;
        let answers: Arc<Mutex<Vec<Answer>>> = Arc::default();
        let (client, cx, kept) = (node.node().own.clone(), node.async_cx(), answers.clone());
        let once = Mutex::new(Some(client));
        node.node().door.opens(move |request| {
            if let Some(client) = once.lock().unwrap().take() {
                let kept = kept.clone();
                cx.spawn(|cx| async move {
                    let answer = client.call(&cx, 7).await;
                    kept.lock().unwrap().push(answer);
                });
            }
            async move { Ok(request) }
        });
        assert_eq!(world.call::<Echo>("own", 1)?, 1);
        world.settle();
        assert_eq!(*answers.lock().unwrap(), [Ok(7)]);
        assert!(world.unseen_waits().is_empty());
    }
    Ok(())
}

#[test]
fn a_call_from_outside_holds_nothing() -> rosweave::Result {
    let world = World::new(1);
    let node = world.start::<Own>()?;
    let cx = node.async_cx();
    assert_eq!(world.block_on(node.node().own.call(&cx, 3))?, Ok(3));
    assert!(world.unseen_waits().is_empty());
    Ok(())
}

type Moved = Pin<Box<dyn Future<Output = Answer> + Send>>;

#[test]
fn a_call_that_began_elsewhere_is_asked_about_where_it_is_polled_next() -> rosweave::Result {
    for seed in 0..SEEDS {
        let world = World::new(seed);
        let node = world.start::<Own>()?;
        let (client, cx) = (node.node().own.clone(), node.async_cx());
        let moved: Arc<Mutex<Option<Moved>>> = Arc::default();
        let taken = moved.clone();
        node.node().door.opens(move |request| {
            let moved = taken.lock().unwrap().take();
            async move {
                match moved {
                    Some(call) => call.await,
                    None => Ok(request),
                }
            }
        });
        // It begins outside of all callbacks. The handler that its request starts takes it over, and would wait
        // for itself.
        let mut call: Moved = Box::pin(async move { client.call(&cx, 5).await });
        let first = world.block_on(poll_fn(|context| Poll::Ready(call.as_mut().poll(context))))?;
        assert!(first.is_pending());
        *moved.lock().unwrap() = Some(call);
        world.settle();
        assert_eq!(node.stats().callback("own").map(|own| own.failed), Some(1));
        assert_eq!(world.unseen_waits().len(), 1);
        assert!(world.hang().is_none());
    }
    Ok(())
}

#[test]
fn a_call_with_a_fallback_is_a_wait_like_others() -> rosweave::Result {
    for seed in 0..SEEDS {
        let world = World::new(seed);
        let node = world.start::<Own>()?;
        let (client, cx) = (node.node().leaf.clone(), Arc::new(node.async_cx()));
        node.node().door.opens(move |request| {
            let (client, cx) = (client.clone(), cx.clone());
            async move {
                tokio::select! {
                    answer = client.call(&*cx, request) => answer,
                    () = cx.sleep(Duration::from_secs(1)) => Ok(0),
                }
            }
        });
        assert_eq!(world.call::<Echo>("own", 4)?, 4);
    }
    Ok(())
}

#[test]
fn a_fallback_comes_where_nobody_answers() -> rosweave::Result {
    let world = World::new(1);
    let node = world.start::<Own>()?;
    let slow: Arc<Mutex<Vec<Responder<Echo>>>> = Arc::default();
    let kept = slow.clone();
    let _slow =
        world.serve_with::<Echo>("slow", move |request| kept.lock().unwrap().push(request.responder))?;
    let asker = world.start::<Slow>()?;
    let (client, cx) = (asker.node().slow.clone(), Arc::new(asker.async_cx()));
    node.node().door.opens(move |request| {
        let (client, cx) = (client.clone(), cx.clone());
        async move {
            tokio::select! {
                answer = client.call(&*cx, request) => answer,
                () = cx.sleep(Duration::from_secs(1)) => Ok(99),
            }
        }
    });
    for _ in 0..2 {
        assert_eq!(world.call::<Echo>("own", 4)?, 99);
    }
    Ok(())
}

#[node]
struct Slow {
    #[client("slow")]
    slow: Client<Echo, First>,
}

#[node]
impl Slow {
    #[timer("1h")]
    fn tick(&self) {}
}

/// Handlers of plain reentrant groups that call each other, up to an end.
#[node]
struct Recursive {
    #[client("even")]
    even: Client<Echo, Io>,
    #[client("odd")]
    odd: Client<Echo, Io>,
    to_odd: Door,
    to_even: Door,
}

#[node]
impl Recursive {
    #[service("even", type = Echo)]
    #[group(Io)]
    async fn even(&self, request: u64) -> Answer {
        if request == 0 { Ok(0) } else { self.to_odd.pass(request - 1).await }
    }

    #[service("odd", type = Echo)]
    #[group(Io)]
    async fn odd(&self, request: u64) -> Answer {
        if request == 0 { Ok(1) } else { self.to_even.pass(request - 1).await }
    }
}

#[test]
fn a_cycle_of_answers_alone_stays_legal() -> rosweave::Result {
    for seed in 0..SEEDS {
        let world = World::new(seed);
        let node = world.start::<Recursive>()?;
        node.node().to_odd.calls(&node.node().odd, node.async_cx());
        node.node().to_even.calls(&node.node().even, node.async_cx());
        assert_eq!(world.call::<Echo>("even", 7)?, 1);
        assert_eq!(world.call::<Echo>("odd", 7)?, 0);
        assert_eq!(world.unseen_waits().len(), 2);
    }
    Ok(())
}

/// What nobody answers is waited for in a context of no group: by a callback of this node, and of another one.
#[test]
fn a_callback_that_waits_in_a_context_of_no_group_is_named() -> rosweave::Result {
    let world = World::new(1);
    let kept = Mutex::new(Vec::new());
    let _silent = world.serve_with::<Echo>("silent", move |request| kept.lock().unwrap().push(request))?;
    let patient = world.start::<Patient>()?;
    let other = world.start_with::<Patient>(NodeOptions::new().name("other").remap("patient", "other"))?;
    patient.node().door.calls(&patient.node().silent, patient.async_cx());
    other.node().door.calls(&patient.node().silent, patient.async_cx());
    for service in ["patient", "other"] {
        assert!(world.call::<Echo>(service, 1).is_err(), "nobody answers");
    }
    let said: Vec<String> = world.waiting().iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "`/patient`: `patient` in group `First` awaits client `silent` of `/silent` for 0ns",
            "`/other`: `patient` in group `First` awaits client `silent` of `/silent`, which belongs to `/patient`, for 0ns",
        ]
    );
    Ok(())
}

#[node]
struct Patient {
    #[client("silent")]
    silent: Client<Echo, Io>,
    door: Door,
}

#[node]
impl Patient {
    #[service("patient", type = Echo)]
    #[group(First)]
    async fn patient(&self, request: u64) -> Answer {
        self.door.pass(request).await
    }
}
