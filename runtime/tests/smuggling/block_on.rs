//! An async callback blocks on the call with a foreign executor.
//! expect: block_on

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
        executor::block_on(self.echo.call(cx, 1)).map(drop)
    }
}

mod executor {
    pub fn block_on<F: Future>(_: F) -> F::Output {
        unimplemented!()
    }
}

rosweave::main!(Demo);
