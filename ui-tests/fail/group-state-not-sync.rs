use std::cell::Cell;

use rosweave::prelude::*;

#[derive(Group, Default)]
#[group(reentrant)]
struct Io {
    open: Cell<u8>,
}

fn main() {}
