use std::sync::mpsc::{Receiver, channel};

use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    async fn tick(&self) {
        let _ = lines().recv_timeout(Duration::from_secs(1));
    }
}

fn lines() -> Receiver<u8> {
    channel().1
}

fn main() {}
