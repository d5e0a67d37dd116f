// A closure that would block is only stored.
use rosweave::prelude::*;
use rosweave_ui_tests::runs;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    async fn tick(&self) {
        let job: Box<dyn Fn() + Send> = Box::new(|| std::thread::sleep(Duration::from_secs(1)));
        let later = move || job();
        std::mem::forget(later);
    }
}

fn main() {
    runs::<Demo>();
}
