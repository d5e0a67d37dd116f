use rosweave::prelude::*;

#[node]
struct Demo {
    count: std::sync::Mutex<u32>,
}

#[node]
impl Demo {
    #[timer("1s")]
    async fn tick(&self, cx: &AsyncCx) {
        let mut count = self.count.lock().unwrap();
        *count += 1;
        cx.sleep(Duration::from_millis(10)).await;
    }
}

fn main() {}
