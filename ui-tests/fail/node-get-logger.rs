use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {
        self.get_logger().info("tick");
    }
}

fn main() {}
