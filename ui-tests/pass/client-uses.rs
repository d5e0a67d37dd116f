use rosweave::prelude::*;
use rosweave_ui_tests::{AddTwoInts, Io, runs};

#[node]
struct Demo {
    #[client("add_two_ints", timeout = "500ms")]
    add: Client<AddTwoInts, Io>,
}

#[node]
impl Demo {
    #[timer("1s")]
    async fn tick(&self, cx: &AsyncCx) -> Result<(), CallError> {
        let (a, b) = (self.add.call(cx, (1, 2)), self.add.call_timeout(cx, (3, 4), Duration::from_secs(1)));
        assert_eq!(a.await? + b.await?, 10);
        assert!(self.add.service_is_ready());
        let add = self.add.clone();
        assert_eq!(add.call(cx, (5, 6)).await?, 11);
        Ok(())
    }
}

fn main() {
    runs::<Demo>();
}
