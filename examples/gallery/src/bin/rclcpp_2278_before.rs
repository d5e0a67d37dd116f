//! rclcpp #2278: a service that calls a service, on an executor with one thread.
//!
//! Service and client were in a reentrant group, which worked on the multi-threaded executor. Then the node
//! moved to the events executor, which has one thread. Whatever the groups say, one thread makes them all one
//! exclusive group: the handler waits for a reply that only its own thread can take. So the same source works
//! or hangs by what `main` runs it on. Here the node says it itself: its only thread is a group.

use rosweave::prelude::*;

/// What both services answer: a number for a number.
struct Question;

impl Service for Question {
    type Request = i64;
    type Response = i64;
}

/// All that one thread runs.
#[derive(Group, Default)]
struct OneThread;

#[node]
struct Relay {
    #[client("inner", timeout = "1s")]
    inner: Client<Question, OneThread>,
}

#[node]
impl Relay {
    #[service("outer", type = Question)]
    #[group(OneThread)]
    fn outer(&self, number: i64, cx: &Cx<OneThread>) -> Result<i64, CallError> {
        Ok(self.inner.call(cx, number)? + 1)
    }
}

rosweave::main!(Relay);
