// 3 errors: each callback is read for itself.
use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self, _count: u32) {}

    #[subscribe("chatter")]
    fn on_chatter(&self) {}

    #[timer("1s")]
    fn tock(self) {}
}

fn main() {}
