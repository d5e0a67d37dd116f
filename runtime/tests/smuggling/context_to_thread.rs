//! A context is sent to a scoped thread, which makes the call.
//! expect: cannot be shared between threads safely

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
        std::thread::scope(|scope| scope.spawn(|| ask(cx)).join().unwrap_or(Ok(())))
    }
}

fn ask(_cx: &Cx<Control>) -> Result<(), CallError> {
    Ok(())
}

rosweave::main!(Demo);
