use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    async fn tick(&self, cx: &AsyncCx) {
        cx.spawn(move |_| async move {
            println!("{}", cx.node_name());
        });
    }
}

fn main() {}
