//! A trait object's method makes the call.
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
        let asker: &dyn Ask = &self.echo;
        asker.ask(cx)
    }
}

trait Ask {
    fn ask(&self, cx: &Cx<Control>) -> Result<(), CallError>;
}

impl Ask for Client<Echo, Control> {
    fn ask(&self, cx: &Cx<Control>) -> Result<(), CallError> {
        self.call(cx, 1).map(drop)
    }
}

rosweave::main!(Demo);
