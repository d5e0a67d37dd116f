use rosweave::prelude::*;
use rosweave_ui_tests::runs;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("250ms")]
    fn milliseconds(&self) {}

    #[timer("1.5s", missed = burst)]
    fn fraction(&self) {}

    #[timer("100Hz", missed = skip)]
    fn rate(&self) {}

    #[timer("2000000 us", once)]
    fn once(&self) {}
}

fn main() {
    runs::<Demo>();
}
