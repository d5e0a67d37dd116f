#![deny(warnings, missing_docs, dead_code, unused, unreachable_pub, rust_2018_idioms, missing_debug_implementations)]
#![deny(unused_qualifications, single_use_lifetimes, unused_lifetimes, trivial_casts, let_underscore_drop)]
#![deny(elided_lifetimes_in_paths, explicit_outlives_requirements, non_snake_case, unused_results)]
#![forbid(unsafe_code)]
//! A demo. That it is documented to the satisfaction of `missing_docs` shows in this package's library.

use rosweave::prelude::*;
use rosweave_ui_tests::{Control, Empty, Planning, StringMsg, runs};

/// A group.
#[derive(Debug, Default, Group)]
#[group(reentrant)]
struct Io;

/// A demo.
#[node]
#[derive(Debug)]
struct Demo {
    /// Triggers.
    #[client("trigger")]
    trigger: Client<Empty, Planning>,
    /// Ticks.
    #[timer_handle("tick")]
    ticker: Timer,
    /// Says hello.
    #[publisher("hello")]
    hello: Publisher<StringMsg>,
    count: u8,
}

#[node]
impl Demo {
    #[timer("1s")]
    #[group(Control)]
    fn tick(&self, _state: &mut Control, cx: &Cx<Control>) -> Result<(), CallError> {
        assert!(self.count == 0 && !self.ticker.is_cancelled());
        self.trigger.call(cx, ())
    }

    #[subscribe("chatter")]
    #[group(Io)]
    async fn on_chatter(&self, msg: Arc<StringMsg>, info: MessageInfo, _cx: &AsyncCx<Io>) -> Result<(), PublishError> {
        assert!(info.sequence > 0);
        self.hello.publish(msg)
    }

    #[service("reset", type = Empty)]
    fn reset(&self, _request: ()) {}

    #[service("later", type = Empty)]
    #[group(Io)]
    #[deprecated]
    async fn later(&self, _request: &(), responder: Responder<Empty>) {
        responder.send(());
    }
}

fn main() {
    runs::<Demo>();
}
