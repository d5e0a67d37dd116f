use rosweave::prelude::*;

#[derive(Group, Default)]
struct Io;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s", callback_group = Io)]
    fn tick(&self) {}
}

rosweave::main!(Demo);
