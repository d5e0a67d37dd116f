//! Another method of the block makes the call.
//! expect: `tick` blocks on client `echo`

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
        self.ask(cx)
    }

    fn ask(&self, cx: &Cx<Control>) -> Result<(), CallError> {
        self.echo.call(cx, 1).map(drop)
    }
}

rosweave::main!(Demo);
