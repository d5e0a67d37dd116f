//! A closure makes the call, and another function calls the closure.
//! expect: blocks on a client of that same group

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
        let echo = &self.echo;
        run(|| echo.call(cx, 1))
    }
}

fn run(ask: impl Fn() -> Result<u64, CallError>) -> Result<(), CallError> {
    ask().map(drop)
}

rosweave::main!(Demo);
