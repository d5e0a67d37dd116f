use rosweave::prelude::*;
use rosweave_ui_tests::{AddTwoInts, Empty, runs};

#[node]
struct Demo;

#[node]
impl Demo {
    #[service("sync", type = AddTwoInts)]
    fn sync(&self, (a, b): (i64, i64)) -> i64 {
        a + b
    }

    #[service("borrowed", type = AddTwoInts)]
    fn borrowed(&self, request: &(i64, i64), _info: MessageInfo) -> Result<i64, &'static str> {
        request.0.checked_add(request.1).ok_or("too large")
    }

    #[service("later", type = AddTwoInts)]
    async fn later(&self, request: (i64, i64)) -> i64 {
        request.0 + request.1
    }

    #[service("fallible", type = AddTwoInts)]
    async fn fallible(&self, request: (i64, i64)) -> Result<i64, CallError> {
        Ok(request.0 + request.1)
    }

    #[service("nothing", type = Empty)]
    fn nothing(&self, _request: ()) {}
}

fn main() {
    runs::<Demo>();
}
