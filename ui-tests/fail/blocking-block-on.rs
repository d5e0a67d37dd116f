use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    async fn tick(&self) {
        tokio::runtime::Handle::current().block_on(async {});
    }
}

fn main() {}
