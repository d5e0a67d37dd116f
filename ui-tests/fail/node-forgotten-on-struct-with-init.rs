use rosweave::prelude::*;

struct Counter {
    count: u64,
}

#[node]
impl Counter {
    #[init]
    fn init(_h: Handles<Self>) -> rosweave::Result<Self> {
        Ok(Counter { count: 3 })
    }

    #[timer("1s")]
    fn tick(&mut self) {
        self.count += 1;
    }
}

rosweave::main!(Counter);
