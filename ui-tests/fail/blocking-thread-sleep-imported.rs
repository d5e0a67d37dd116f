use std::thread;

use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    async fn tick(&self) {
        thread::sleep(Duration::from_secs(1));
    }
}

fn main() {}
