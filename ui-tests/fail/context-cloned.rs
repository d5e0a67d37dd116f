use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self, cx: &Cx) {
        let _kept: Cx = cx.clone();
    }
}

fn main() {}
