use rosweave::prelude::*;
use rosweave_ui_tests::wire::{Line, Number};

#[node]
struct Counter {
    #[publisher("chatter")]
    count: Publisher<Number>,
}

#[node]
impl Counter {}

#[node]
struct Listener;

#[node]
impl Listener {
    #[subscribe("/chatter")]
    fn on_text(&self, _text: &Line) {}
}

rosweave::main!(Counter, Listener);
