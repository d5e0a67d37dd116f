use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[service("reset", type = "Empty")]
    fn reset(&self, _request: ()) {}
}

fn main() {}
