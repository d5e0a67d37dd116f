use rosweave::prelude::*;

#[node]
struct Demo<T: Default + Send + Sync + 'static> {
    last: T,
}

#[node]
impl<T: Default + Send + Sync + 'static> Demo<T> {
    #[timer("1ms")]
    fn tick(&self, cx: &Cx) {
        cx.request_stop();
    }
}

rosweave::main!(Demo<u8>);
