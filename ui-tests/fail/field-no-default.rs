use rosweave::prelude::*;

struct Gain(f64);

#[node]
struct Demo {
    gain: Gain,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {}
