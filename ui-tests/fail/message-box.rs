use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[subscribe("chatter")]
    fn on_chatter(&self, msg: Box<String>) {
        println!("{msg}");
    }
}

rosweave::main!(Demo);
