// A function within the body would block, and is not called.
#![allow(clippy::fn_to_numeric_cast_any)]
use rosweave::prelude::*;
use rosweave_ui_tests::runs;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    async fn tick(&self) {
        fn rest() {
            std::thread::sleep(Duration::from_secs(1));
        }
        let rest: fn() = rest;
        assert!(rest as usize != 0);
    }
}

fn main() {
    runs::<Demo>();
}
