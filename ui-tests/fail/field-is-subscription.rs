use rosweave::prelude::*;

#[node]
struct Demo {
    #[subscribe("chatter")]
    chatter: Subscription<String>,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {}
}

rosweave::main!(Demo);
