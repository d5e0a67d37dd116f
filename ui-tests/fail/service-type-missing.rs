use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[service("reset")]
    fn reset(&self, _request: ()) {}
}

fn main() {}
