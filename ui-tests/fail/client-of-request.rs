use rosweave::prelude::*;

struct AddRequest;

#[node]
struct Demo {
    #[client("add")]
    add: Client<AddRequest>,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {}
}

rosweave::main!(Demo);
