//! A function that is generic over the client's group, and over the context, makes the call.
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
        ask(&self.echo, cx).map(drop)
    }
}

fn ask<'a, G: Group, C: rosweave::Context>(echo: &'a Client<Echo, G>, cx: &'a C) -> C::Reply<'a, Echo> {
    echo.call(cx, 1)
}

rosweave::main!(Demo);
