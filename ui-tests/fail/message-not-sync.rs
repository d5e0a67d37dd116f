use std::cell::Cell;

use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[subscribe("count")]
    fn on_count(&self, _msg: &Cell<u8>) {}
}

fn main() {}
