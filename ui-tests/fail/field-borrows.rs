use rosweave::prelude::*;

#[node]
struct Demo {
    #[publisher("chatter")]
    _chatter: Publisher<&str>,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {}
}

rosweave::main!(Demo);
