use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1ms", once)]
    fn tick(&self) {
        std::process::exit(0);
    }
}

rosweave::main!(on InProcess: Demo);
