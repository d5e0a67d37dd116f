use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[service("reset", type = u8)]
    fn reset(&self, _request: ()) {}
}

fn main() {}
