use rosweave::prelude::*;

struct Count;

#[node]
struct Shelf;

#[node]
impl Shelf {
    #[service("count", type = Count)]
    fn count(&self, shelf: u32) -> u32 {
        shelf
    }
}

rosweave::main!(Shelf);
