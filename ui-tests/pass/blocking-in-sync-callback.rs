use std::sync::mpsc::channel;

use rosweave::prelude::*;
use rosweave_ui_tests::runs;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {
        let (lines, read) = channel::<u8>();
        drop(lines);
        assert!(read.recv().is_err());
        self.rest();
    }

    fn rest(&self) {
        std::thread::sleep(Duration::from_millis(1));
    }
}

fn main() {
    runs::<Demo>();
}
