use std::thread::{self as threads, sleep};

use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    async fn tick(&self) {
        sleep(Duration::from_secs(1));
    }

    #[timer("2s")]
    fn tock(&self) {
        threads::sleep(Duration::from_secs(1));
    }
}

fn main() {}
