use rosweave::prelude::*;

#[node]
struct Demo {
    #[client("add_two_ints")]
    add: Client<u8>,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {}
