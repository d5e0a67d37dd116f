// A grid may have a `block_on` of its own.
use rosweave::prelude::*;
use rosweave_ui_tests::runs;

#[derive(Default)]
struct Grid;

impl Grid {
    fn block_on(&self, cell: u8) {
        assert_eq!(cell, 3);
    }
}

#[node]
struct Demo {
    grid: Grid,
}

#[node]
impl Demo {
    #[timer("1s")]
    async fn tick(&self) {
        self.grid.block_on(3);
    }
}

fn main() {
    runs::<Demo>();
}
