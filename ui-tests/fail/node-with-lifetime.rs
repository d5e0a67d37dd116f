use rosweave::prelude::*;

#[node]
struct Demo<'a> {
    name: &'a str,
}

#[node]
impl<'a> Demo<'a> {
    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {}
