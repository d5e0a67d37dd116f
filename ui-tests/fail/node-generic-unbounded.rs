use rosweave::prelude::*;

#[node]
struct Latch<T> {
    #[publisher("latched")]
    latched: Publisher<T>,
    last: Option<T>,
}

#[node]
impl<T> Latch<T> {
    #[subscribe("in")]
    fn on_message(&mut self, message: Arc<T>) -> Result<(), PublishError> {
        self.last = None;
        self.latched.publish(message)
    }
}

fn main() {}
