use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    async fn tick(&self, cx: &AsyncCx) {
        tokio::spawn(async move { cx.sleep(Duration::from_secs(1)).await });
    }
}

rosweave::main!(Demo);
