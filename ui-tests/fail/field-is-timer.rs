use rosweave::prelude::*;

#[node]
struct Demo {
    #[timer("1s")]
    timer: Timer,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {}
}

rosweave::main!(Demo);
