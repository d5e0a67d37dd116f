use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    async fn tick(&self) {
        self.rest();
    }

    fn rest(&self) {
        std::thread::sleep(Duration::from_secs(1));
    }
}

fn main() {}
