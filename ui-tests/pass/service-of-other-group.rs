// s0@R[] cb@E[block R->s0] cb2@R[block E->ext]: a plain handler needs no turn.
use rosweave::prelude::*;
use rosweave_ui_tests::{Empty, Io, runs};

#[node]
struct Demo {
    #[client("reset")]
    reset_client: Client<Empty, Io>,
    #[client("trigger")]
    trigger: Client<Empty>,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self, cx: &Cx) -> Result<(), CallError> {
        self.reset_client.call(cx, ())
    }

    #[timer("1s")]
    #[group(Io)]
    fn tock(&self, cx: &Cx<Io>) -> Result<(), CallError> {
        self.trigger.call(cx, ())
    }

    #[service("reset", type = Empty)]
    #[group(Io)]
    fn reset(&self, _request: ()) {}
}

fn main() {
    runs::<Demo>();
}
