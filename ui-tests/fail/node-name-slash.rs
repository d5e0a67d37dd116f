use rosweave::prelude::*;

#[node("arm/talker")]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {}
