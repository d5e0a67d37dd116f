//! An async callback forgets to await, and goes on with the future.
//! expect: found `Call<'_, Echo>`

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
        let sum: u64 = self.echo.call(cx, 1);
        let _ = sum;
        Ok(())
    }
}

rosweave::main!(Demo);
