// The callback says that it may block.
use rosweave::prelude::*;
use rosweave_ui_tests::runs;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    #[allow_blocking]
    async fn tick(&self) {
        std::thread::sleep(Duration::from_millis(1));
        self.rest();
    }

    fn rest(&self) {
        std::thread::sleep(Duration::from_millis(1));
    }
}

fn main() {
    runs::<Demo>();
}
