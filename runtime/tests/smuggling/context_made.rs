//! A context is made out of nothing.
//! expect: Cx<Control>: Default` is not satisfied

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
    fn tick(&self, _cx: &Cx<Control>) -> Result<(), CallError> {
        let made: Cx<Control> = Default::default();
        ask(&self.echo, &made)
    }
}

fn ask(echo: &Client<Echo, Control>, cx: &Cx<Control>) -> Result<(), CallError> {
    echo.call(cx, 1).map(drop)
}

rosweave::main!(Demo);
