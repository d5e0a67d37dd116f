use rosweave::prelude::*;
use rosweave_ui_tests::runs;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    async fn tick(&self) {
        if false {
            let work = tokio::task::spawn_blocking(|| std::thread::sleep(Duration::from_secs(1)));
            work.await.unwrap_or_default();
        }
    }
}

fn main() {
    runs::<Demo>();
}
