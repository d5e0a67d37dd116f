use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {
    rosweave::spin(Demo);
}
