use lib::wire::Wire;
use rosweave::prelude::*;
use rosweave_ui_tests as lib;

#[node]
struct Talker {
    #[publisher("chatter")]
    chatter: Publisher<String>,
}

#[node]
impl Talker {
    #[timer("1s")]
    fn tick(&self) -> Result<(), PublishError> {
        self.chatter.publish("hello".to_owned())
    }
}

fn main() -> rosweave::Result {
    rosweave::run_on::<Wire, Talker>()
}
