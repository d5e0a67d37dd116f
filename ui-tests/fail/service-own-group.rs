use rosweave::prelude::*;
use rosweave_ui_tests::{Empty, Io};

#[node]
struct Demo {
    #[client("reset")]
    reset_client: Client<Empty, Io>,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self, cx: &Cx) -> Result<(), CallError> {
        self.reset_client.call(cx, ())
    }

    #[service("reset", type = Empty)]
    fn reset(&self, _request: ()) {}
}

fn main() {}
