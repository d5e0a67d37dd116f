use rosweave::prelude::*;

#[derive(Group, Default)]
struct Buffer<T> {
    items: Vec<T>,
}

fn main() {}
