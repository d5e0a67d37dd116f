use rosweave::prelude::*;

#[node]
struct Demo {
    #[publisher("out")]
    out: Publisher<String>,
}

#[node]
impl Demo {
    #[init]
    fn init(_h: Handles<Self>) -> Self {
        Demo { out: Publisher::new("out") }
    }

    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {}
