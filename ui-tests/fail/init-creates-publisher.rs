use rosweave::prelude::*;

#[node]
struct Demo {
    #[publisher("out")]
    out: Publisher<String>,
}

#[node]
impl Demo {
    #[init]
    fn init(h: Handles<Self>) -> Self {
        Demo { out: h.create_publisher("out", 10) }
    }

    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {}
