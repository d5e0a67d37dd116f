use rosweave::prelude::*;
use rosweave_ui_tests::{Empty, Io};

#[node]
struct Demo {
    #[client("trigger")]
    trigger: Client<Empty>,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) -> Result<(), CallError> {
        let cx = Cx::<Io>::default();
        self.trigger.call(&cx, ())
    }
}

fn main() {}
