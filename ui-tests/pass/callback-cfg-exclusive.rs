use rosweave::prelude::*;
use rosweave_ui_tests::{Empty, runs};

#[node]
struct Demo;

#[node]
impl Demo {
    #[cfg(debug_assertions)]
    #[service("reset", type = Empty)]
    fn reset(&self, _request: ()) {}

    #[cfg(not(debug_assertions))]
    #[service("reset", type = Empty)]
    fn reset(&self, _request: ()) {}

    #[cfg(not(debug_assertions))]
    #[service("reset", type = Empty)]
    fn reset_all(&self, _request: NoSuchType) -> NoSuchType {}
}

fn main() {
    runs::<Demo>();
}
