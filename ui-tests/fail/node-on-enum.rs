use rosweave::prelude::*;

#[node]
enum Demo {
    Idle,
    Busy,
}

fn main() {}
