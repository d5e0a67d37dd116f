// A module of one's own may be called `thread`.
use rosweave::prelude::*;
use rosweave_ui_tests::runs;

mod thread {
    pub fn sleep(millis: u8) {
        assert_eq!(millis, 1);
    }

    pub fn park() {}
}

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    async fn tick(&self) {
        self::thread::sleep(1);
        crate::thread::park();
    }
}

fn main() {
    runs::<Demo>();
}
