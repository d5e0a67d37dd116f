use std::sync::mpsc::{Receiver, channel};

use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    async fn tick(&self) {
        let line = lines().recv().unwrap_or_default();
        drop(line);
    }
}

fn lines() -> Receiver<u8> {
    channel().1
}

fn main() {}
