use rosweave::prelude::*;

const PERIOD: &str = "1s";

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer(PERIOD)]
    fn tick(&self) {}
}

fn main() {
    let _ = PERIOD;
}
