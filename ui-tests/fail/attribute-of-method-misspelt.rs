use rosweave::prelude::*;

#[node]
struct Listener;

#[node]
impl Listener {
    #[subscription("chatter")]
    fn on_chatter(&self, _: &String) {}
}

fn main() {}
