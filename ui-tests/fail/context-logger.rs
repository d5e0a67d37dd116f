use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    async fn tick(&self, cx: &AsyncCx) {
        cx.logger().warn("slow");
    }
}

fn main() {}
