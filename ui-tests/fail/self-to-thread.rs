use rosweave::prelude::*;

#[node]
struct Demo {
    #[publisher("chatter")]
    chatter: Publisher<String>,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {
        std::thread::spawn(move || self.chatter.publish("hello"));
    }
}

rosweave::main!(Demo);
