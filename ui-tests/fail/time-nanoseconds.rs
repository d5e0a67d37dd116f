use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self, cx: &Cx) {
        println!("{}", cx.now().nanoseconds());
    }
}

fn main() {}
