use rosweave::prelude::*;

#[node]
struct Mux;

#[node]
impl Mux {
    #[subscribe(["joy/cmd", "web/cmd", "/joy/cmd"])]
    fn on_command(&self, _: &u32) {}
}

fn main() {}
