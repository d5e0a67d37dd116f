use rosweave::prelude::*;

struct Add;

impl Service for Add {
    type Request = (i64, i64);
    type Response = i64;
}

#[node]
struct Demo {
    #[client("add")]
    add: Client<Add>,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self, cx: &AsyncCx) {
        let _ = self.add.call(cx, (1, 2)).await;
    }
}

fn main() {}
