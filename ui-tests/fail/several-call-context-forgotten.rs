// 4 errors: for each of two calls rustc's own, that an argument is missing, and ours, where to take it from.
use rosweave::prelude::*;
use rosweave_ui_tests::{AddTwoInts, Io};

#[node]
struct Demo {
    #[client("add_two_ints")]
    add: Client<AddTwoInts, Io>,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) -> Result<(), CallError> {
        self.add.call((1, 2)).map(drop)
    }

    #[timer("1s")]
    async fn patient(&self, cx: &AsyncCx) -> Result<(), CallError> {
        cx.sleep(Duration::from_secs(1)).await;
        self.add.call((1, 2)).await.map(drop)
    }
}

fn main() {}
