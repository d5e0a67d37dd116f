// `main!` brings the check of a generic node into `cargo check`.
use rosweave::prelude::*;
use rosweave_ui_tests::{Control, Empty, Planning};

#[node]
struct Demo<T: Default + Send + Sync + 'static> {
    #[client("trigger")]
    fast: Client<Empty, Control>,
    #[client("trigger")]
    slow: Client<Empty, Planning>,
    last: T,
}

#[node]
impl<T: Default + Send + Sync + 'static> Demo<T> {
    #[timer("1s")]
    #[group(Control)]
    fn tick(&self, cx: &Cx<Control>) -> Result<(), CallError> {
        self.slow.call(cx, ())
    }

    #[timer("2s")]
    #[group(Planning)]
    fn plan(&self, cx: &Cx<Planning>) -> Result<(), CallError> {
        self.fast.call(cx, ())
    }
}

rosweave::main!(Demo<u8>);
