// A table may have a `join` of its own.
use rosweave::prelude::*;
use rosweave_ui_tests::runs;

#[derive(Default)]
struct Table;

impl Table {
    fn join(&self) -> Option<u8> {
        Some(7)
    }
}

#[node]
struct Demo {
    table: Table,
}

#[node]
impl Demo {
    #[timer("1s")]
    async fn tick(&self) {
        assert_eq!(self.table.join().unwrap_or(1), 7);
    }
}

fn main() {
    runs::<Demo>();
}
