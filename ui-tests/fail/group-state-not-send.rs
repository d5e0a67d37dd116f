use std::rc::Rc;

use rosweave::prelude::*;

#[derive(Group, Default)]
struct Control {
    shared: Rc<u8>,
}

fn main() {}
