// A helper ends the recursion: it panics where there is nothing left to do. Nobody calls the service here.
use rosweave::prelude::*;
use rosweave_ui_tests::{AddTwoInts, Io};

#[node]
struct Demo {
    #[client("sum")]
    sum_client: Client<AddTwoInts, Io>,
}

#[node]
impl Demo {
    #[service("sum", type = AddTwoInts)]
    #[group(Io)]
    async fn sum(&self, request: (i64, i64), cx: &AsyncCx<Io>) -> Result<i64, CallError> {
        let next = less(request);
        self.sum_client.call(cx, next).await
    }
}

fn less((a, b): (i64, i64)) -> (i64, i64) {
    assert!(b > 0, "nothing is left to add");
    (a + 1, b - 1)
}

fn main() {
    assert_eq!(less((1, 2)), (2, 1));
}
