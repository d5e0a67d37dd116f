use rosweave::prelude::*;
use rosweave_ui_tests::runs;

#[node(docs = false)]
struct Quiet;

#[node]
impl Quiet {
    #[timer("1s")]
    fn tick(&self) {}
}

#[node(docs = true)]
struct Shown;

#[node]
impl Shown {
    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {
    runs::<Quiet>();
    runs::<Shown>();
}
