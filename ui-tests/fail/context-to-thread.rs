use rosweave::prelude::*;
use rosweave_ui_tests::{Empty, Io};

#[node]
struct Demo {
    #[client("trigger")]
    trigger: Client<Empty, Io>,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self, cx: &Cx) {
        std::thread::scope(|threads| {
            threads.spawn(|| self.trigger.call(cx, ()));
        });
    }
}

fn main() {}
