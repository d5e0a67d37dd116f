use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[init]
    fn init(_h: Handles<Self>, node: NodeInfo) -> Self {
        node.create_client::<String>("add");
        Demo
    }

    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {}
