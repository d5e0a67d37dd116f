use rosweave::prelude::*;

#[node]
struct Mux;

#[node]
impl Mux {
    #[subscribe([])]
    fn on_command(&self, _: &u32) {}
}

fn main() {}
