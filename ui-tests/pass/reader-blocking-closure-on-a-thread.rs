// A closure blocks a thread of its own.
use rosweave::prelude::*;
use rosweave_ui_tests::runs;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    async fn tick(&self) {
        let worker = std::thread::spawn(|| std::thread::sleep(Duration::from_millis(1)));
        let later = std::thread::Builder::new().spawn(move || worker.join().is_ok());
        assert!(later.is_ok());
    }
}

fn main() {
    runs::<Demo>();
}
