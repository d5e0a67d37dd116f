use rosweave::prelude::*;
use rosweave_ui_tests::runs;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    async fn tick(&self) {
        std::thread::spawn(|| std::thread::sleep(Duration::from_millis(1)));
        let builder = std::thread::Builder::new().name("rest".to_owned());
        let _ = builder.spawn(|| std::thread::sleep(Duration::from_millis(1)));
    }
}

fn main() {
    runs::<Demo>();
}
