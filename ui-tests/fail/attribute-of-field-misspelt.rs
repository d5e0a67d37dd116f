use rosweave::prelude::*;

#[node]
struct Talker {
    #[publish("chatter")]
    chatter: Publisher<String>,
}

#[node]
impl Talker {
    #[timer("1s")]
    fn tick(&self) -> Result<(), PublishError> {
        self.chatter.publish("hello".to_owned())
    }
}

fn main() {}
