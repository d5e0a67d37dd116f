//! The contexts of two groups are swapped.
//! expect: mismatched types

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

#[derive(Group, Default)]
struct Other;

#[node]
impl Demo {
    #[timer("1s")]
    #[group(Control)]
    fn tick(&self, cx: &Cx<Control>) -> Result<(), CallError> {
        let other: &Cx<Other> = cx;
        ask(&self.echo, other)
    }
}

fn ask(echo: &Client<Echo, Control>, cx: &Cx<Other>) -> Result<(), CallError> {
    echo.call(cx, 1).map(drop)
}

rosweave::main!(Demo);
