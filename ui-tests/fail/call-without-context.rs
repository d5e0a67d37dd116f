use rosweave::prelude::*;
use rosweave_ui_tests::{AddTwoInts, Io};

#[node]
struct Demo {
    #[client("add_two_ints")]
    add: Client<AddTwoInts, Io>,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) -> Result<(), CallError> {
        self.add.call(&(), (1, 2)).map(drop)
    }
}

fn main() {}
