use rosweave::prelude::*;

#[node]
struct Relay<T: Send + Sync + Default + 'static>(T);

#[node]
impl<T: Send + Sync + Default + 'static> Relay<T> {
    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {}
