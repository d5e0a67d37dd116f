//! The client is sent through a channel, and called at its end.
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
        let (sender, receiver) = std::sync::mpsc::channel();
        let _ = sender.send(self.echo.clone());
        drop(sender);
        receiver.iter().try_for_each(|echo: Client<Echo, Control>| echo.call(cx, 1).map(drop))
    }
}

rosweave::main!(Demo);
