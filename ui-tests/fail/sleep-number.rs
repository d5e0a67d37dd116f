use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    async fn tick(&self, cx: &AsyncCx) {
        cx.sleep(0.5).await;
    }
}

fn main() {}
