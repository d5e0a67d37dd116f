//! A context outlives the callback that it was lent to.
//! expect: escapes the function body

use rosweave::prelude::*;

struct Echo;

impl Service for Echo {
    type Request = u64;
    type Response = u64;
}

#[derive(Group, Default)]
struct Control;

#[node]
struct Demo {
    #[client("echo", timeout = "1s")]
    echo: Client<Echo, Control>,
}

#[node]
impl Demo {
    #[timer("1s")]
    #[group(Control)]
    fn tick(&self, cx: &Cx<Control>) -> Result<(), CallError> {
        keep(cx);
        Ok(())
    }
}

thread_local! {
    static KEPT: std::cell::Cell<Option<&'static Cx<Control>>> = const { std::cell::Cell::new(None) };
}

fn keep(cx: &Cx<Control>) {
    KEPT.set(Some(cx));
}

rosweave::main!(Demo);
