use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self, cx: &Cx) {
        cx.request_stop();
    }
}

fn main() -> rosweave::Result {
    rosweave::block_on(async {
        let node = NodeOptions::new().name("other").start::<Demo>().await?;
        node.request_stop();
        node.wait().await?;
        Ok(())
    })?
}
