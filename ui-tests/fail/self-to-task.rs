use rosweave::prelude::*;

#[node]
struct Demo {
    #[publisher("chatter")]
    chatter: Publisher<String>,
}

#[node]
impl Demo {
    #[timer("1s")]
    async fn tick(&self, cx: &AsyncCx) {
        cx.spawn(|cx| async move {
            cx.sleep(Duration::from_secs(1)).await;
            let _ = self.chatter.publish("hello");
        });
    }
}

rosweave::main!(Demo);
