// A method that blocks is called on a thread of its own.
use rosweave::prelude::*;
use rosweave_ui_tests::runs;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    async fn tick(&self) {
        std::thread::scope(|scope| drop(scope.spawn(|| self.rest())));
    }

    fn rest(&self) {
        std::thread::sleep(Duration::from_millis(1));
    }
}

fn main() {
    runs::<Demo>();
}
