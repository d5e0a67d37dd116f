use rosweave::prelude::*;

#[node]
struct Demo {
    lock: tokio::sync::Mutex<u8>,
}

#[node]
impl Demo {
    #[timer("1s")]
    async fn tick(&self) {
        *self.lock.blocking_lock() += 1;
    }
}

fn main() {}
