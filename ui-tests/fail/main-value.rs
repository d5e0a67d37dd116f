use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {}
}

rosweave::main!(Demo::default());
