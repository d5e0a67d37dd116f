//! A `macro_rules!` macro writes the call.
//! expect: on client `echo`|of that same group

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

macro_rules! ask {
    ($node:expr, $cx:expr) => {
        $node.echo.call($cx, 1).map(drop)
    };
}

#[node]
impl Demo {
    #[timer("1s")]
    #[group(Control)]
    fn tick(&self, cx: &Cx<Control>) -> Result<(), CallError> {
        ask!(self, cx)
    }
}

rosweave::main!(Demo);
