// The ring is closed at `t`, and mended by another group for `b`, which is further on.
use rosweave::prelude::*;
use rosweave_ui_tests::{Empty, Io};

#[node]
struct Robot {
    #[client("a")]
    to_a: Client<Empty, Io>,
}

#[node]
impl Robot {
    #[timer("1s")]
    fn t(&self, cx: &Cx) -> Result<(), CallError> {
        self.to_a.call(cx, ())
    }

    #[service("b", type = Empty)]
    fn b(&self, _request: ()) {}
}

#[node]
struct Helper {
    #[client("b")]
    to_b: Client<Empty, Io>,
}

#[node]
impl Helper {
    #[service("a", type = Empty)]
    fn a(&self, _request: (), cx: &Cx) -> Result<(), CallError> {
        self.to_b.call(cx, ())
    }
}

rosweave::main!(Helper, Robot);
