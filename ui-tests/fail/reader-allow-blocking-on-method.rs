use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    async fn tick(&self) {
        self.rest();
    }

    #[allow_blocking]
    fn rest(&self) {}
}

fn main() {}
