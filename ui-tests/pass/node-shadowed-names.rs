#![allow(non_camel_case_types, non_snake_case, unused_macros)]

use rosweave::{AsyncCx, CallError, Client, Cx, Group, MessageInfo, Publisher, Responder, Timer, node};
use rosweave_ui_tests::{AddTwoInts, Empty, runs};

struct Result;
struct Option;
struct Box;
struct Vec;
struct String;
struct Arc;
struct Duration;
struct PhantomData;
struct Pin;
struct Handles;
struct Some;
struct None;
struct Ok;
struct Err;
trait Default {}
trait Send {}
trait Sync {}
trait Sized {}
trait Clone {}
trait Into {}
trait From {}
trait Future {}
trait Fn {}
trait FnOnce {}
trait Drop {}
trait Node {}
mod core {}
mod std {}
mod alloc {}
mod tokio {}
macro_rules! panic { () => {}; }
macro_rules! file { () => {}; }
macro_rules! line { () => {}; }
macro_rules! column { () => {}; }
macro_rules! module_path { () => {}; }
macro_rules! stringify { () => {}; }
macro_rules! concat { () => {}; }
macro_rules! unreachable { () => {}; }

#[derive(Group)]
struct Control;

impl ::core::default::Default for Control {
    fn default() -> Control {
        Control
    }
}

#[node]
struct Demo {
    #[client("trigger", timeout = "2s")]
    trigger: Client<Empty>,
    #[publisher("out", qos(depth = 3))]
    out: Publisher<i64>,
    #[timer_handle("tick")]
    ticker: Timer,
    gain: f64,
}

#[node]
impl Demo {
    #[timer("1s")]
    #[group(Control)]
    fn tick(&self, cx: &Cx<Control>, _state: &mut Control, timer: &Timer) -> ::core::result::Result<(), CallError> {
        assert!(self.gain == 0.0 && !timer.is_cancelled() && !self.ticker.is_cancelled());
        self.trigger.call(cx, ())
    }

    #[subscribe("number")]
    async fn on_number(&self, msg: i64, _info: MessageInfo, _cx: &AsyncCx) {
        self.out.publish(msg).unwrap();
    }

    #[service("add", type = AddTwoInts)]
    fn add(&self, request: (i64, i64)) -> i64 {
        request.0 + request.1
    }

    #[service("reset", type = Empty)]
    fn reset(&self, _request: (), responder: Responder<Empty>) {
        responder.send(());
    }
}

fn main() {
    runs::<Demo>();
}
