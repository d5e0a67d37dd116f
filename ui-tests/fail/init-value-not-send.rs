use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[init]
    fn init(_h: Handles<Self>, _gains: std::rc::Rc<f64>) -> Self {
        Demo
    }

    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {}
