use tokio::sync::mpsc::channel;

use rosweave::prelude::*;
use rosweave_ui_tests::runs;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    async fn tick(&self) {
        let (lines, mut read) = channel::<u8>(1);
        drop(lines);
        assert!(read.recv().await.is_none());
    }
}

fn main() {
    runs::<Demo>();
}
