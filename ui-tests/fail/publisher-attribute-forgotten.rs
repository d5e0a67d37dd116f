use rosweave::prelude::*;

#[node]
struct Demo {
    chatter: Publisher<String>,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {}
