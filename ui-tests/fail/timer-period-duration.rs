use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer(Duration::from_millis(500))]
    fn tick(&self) {}
}

rosweave::main!(Demo);
