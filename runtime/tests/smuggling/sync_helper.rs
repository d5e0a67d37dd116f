//! An async callback calls a sync helper that wants to block.
//! expect: expected `&Cx<Control>`, found `&AsyncCx<Control>`

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
    async fn tick(&self, cx: &AsyncCx<Control>) -> Result<(), CallError> {
        ask(&self.echo, cx)
    }
}

fn ask(echo: &Client<Echo, Control>, cx: &Cx<Control>) -> Result<(), CallError> {
    echo.call(cx, 1).map(drop)
}

rosweave::main!(Demo);
