use rosweave::prelude::*;
use rosweave_ui_tests::wire::{Line, Number};

type Text = Line;

#[node]
struct Counter {
    #[publisher("chatter")]
    count: Publisher<Line>,
    #[publisher("/left/number")]
    number: Publisher<Number>,
}

#[node]
impl Counter {
    #[timer("1s")]
    fn tick(&self, cx: &Cx) -> rosweave::Result {
        self.count.publish(Line::default())?;
        self.number.publish(Number::default())?;
        cx.request_stop();
        Ok(())
    }
}

#[node(namespace = "/right")]
struct Listener;

#[node]
impl Listener {
    #[subscribe("/chatter")]
    fn on_text(&self, _text: &Text) {}

    /// In another namespace.
    #[subscribe("number")]
    fn on_number(&self, _number: &Line) {}
}

rosweave::main!(Counter, Listener);
