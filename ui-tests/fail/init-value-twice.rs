use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[init]
    fn init(_h: Handles<Self>, _kp: f64, _ki: f64) -> Self {
        Demo
    }

    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {}
