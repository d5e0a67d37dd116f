use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    async fn tick(&self) {
        let worker = std::thread::spawn(|| 7);
        let _seven: u8 = worker.join().unwrap();
    }
}

fn main() {}
