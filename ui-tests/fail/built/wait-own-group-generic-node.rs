use std::fmt::Debug;

use rosweave::prelude::*;
use rosweave_ui_tests::{Control, Empty, runs};

#[node]
struct Demo<T: Debug + Default + Send + Sync + 'static> {
    #[client("trigger")]
    trigger: Client<Empty, Control>,
    last: T,
}

#[node]
impl<T: Debug + Default + Send + Sync + 'static> Demo<T> {
    #[timer("1s")]
    #[group(Control)]
    fn tick(&self, cx: &Cx<Control>) -> Result<(), CallError> {
        self.trigger.call(cx, ())
    }
}

fn main() {
    runs::<Demo<u8>>();
}
