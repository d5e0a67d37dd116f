use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {
        let _ = self.get_clock().now();
    }
}

fn main() {}
