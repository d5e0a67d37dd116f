use rosweave::prelude::*;
use rosweave_ui_tests::{Empty, runs};

#[node]
struct Demo {
    #[cfg(debug_assertions)]
    #[client("trigger")]
    trigger: Client<Empty>,
    #[cfg(not(debug_assertions))]
    #[client("trigger")]
    trigger: Client<NoSuchService>,
    #[cfg_attr(debug_assertions, publisher("sum"))]
    sum: Publisher<i64>,
    #[cfg(not(debug_assertions))]
    extra: NoSuchType,
}

#[node]
impl Demo {
    #[timer("1s")]
    async fn tick(&self, cx: &AsyncCx) -> Result<(), Box<dyn std::error::Error>> {
        self.trigger.call(cx, ()).await?;
        Ok(self.sum.publish(1)?)
    }
}

fn main() {
    runs::<Demo>();
}
