use rosweave::prelude::*;

struct Latch<M: Send + Sync + 'static> {
    last: Option<Arc<M>>,
}

#[node]
impl<M: Send + Sync + 'static> Latch<M> {
    #[subscribe("in")]
    fn on_message(&mut self, msg: Arc<M>) {
        self.last = Some(msg);
    }

    #[timer("1s")]
    fn tick(&mut self) {}
}

fn main() {}
