//! A node made with r2r alone: its messages go through ROS 2's own type support.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// Spins a node until it is dropped.
pub(crate) struct Peer {
    ends: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Peer {
    /// Lets `make` have its endpoints, and calls what it returns after each round, until that breaks.
    pub(crate) fn start<W>(name: &str, make: impl FnOnce(&mut r2r::Node) -> W) -> Peer
    where
        W: FnMut() -> ControlFlow<()> + Send + 'static,
    {
        let context = r2r::Context::create().expect("a sourced ROS 2");
        let mut node = r2r::Node::create(context, name, "/").expect("a node can join");
        // rcl does not wait for a node that has nothing to wait for.
        let tick = node.create_wall_timer(Duration::from_millis(5)).expect("can tick");
        let mut work = make(&mut node);
        let ends = Arc::new(AtomicBool::new(false));
        let end = ends.clone();
        let thread = std::thread::spawn(move || {
            let _tick = tick;
            while !end.load(Ordering::Relaxed) && work().is_continue() {
                node.spin_once(Duration::from_millis(5));
            }
        });
        Peer { ends, thread: Some(thread) }
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.ends.store(true, Ordering::Relaxed);
        let ended = self.thread.take().map(JoinHandle::join);
        if !std::thread::panicking() {
            assert!(ended.is_some_and(|end| end.is_ok()), "the peer panicked");
        }
    }
}
