use rosweave::prelude::*;

#[derive(Group)]
union Bits {
    whole: u32,
    halves: [u16; 2],
}

fn main() {}
