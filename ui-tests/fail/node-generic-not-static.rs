use rosweave::prelude::*;

#[node]
struct Latch<T: Clone + Send + Sync> {
    #[publisher("latched")]
    latched: Publisher<T>,
    last: Option<T>,
}

#[node]
impl<T: Clone + Send + Sync> Latch<T> {
    #[subscribe("in")]
    fn on_message(&mut self, message: Arc<T>) -> Result<(), PublishError> {
        self.last = None;
        self.latched.publish(message)
    }
}

fn main() {}
