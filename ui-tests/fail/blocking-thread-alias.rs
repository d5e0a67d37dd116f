use std::thread as threads;

use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    async fn tick(&self) {
        threads::park_timeout(Duration::from_secs(1));
    }
}

fn main() {}
