// A type of one's own may be called `Handle`.
use rosweave::prelude::*;
use rosweave_ui_tests::runs;

struct Handle;

impl Handle {
    fn block_on(&self, number: u8) -> u8 {
        number
    }
}

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    async fn tick(&self) {
        let handle = Handle;
        assert_eq!(handle.block_on(7), 7);
    }
}

fn main() {
    runs::<Demo>();
}
