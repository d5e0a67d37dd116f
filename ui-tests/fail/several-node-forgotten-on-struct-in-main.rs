// 2 errors: rustc's own, for nobody owns `publisher` here, and ours. That it can not run is none.
use rosweave::prelude::*;

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

rosweave::main!(Talker);
