//! The client is moved out through an `Arc`.
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
        let echo = Arc::new(self.echo.clone());
        let other = Arc::clone(&echo);
        other.call(cx, 1).map(drop)
    }
}

rosweave::main!(Demo);
