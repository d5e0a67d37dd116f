// The callback has no context of its own, and waits with one from elsewhere.
use std::sync::Mutex;

use rosweave::prelude::*;
use rosweave::{Lent, NoGroup};
use rosweave_ui_tests::{Control, Empty, Io, Planning};

static FOREIGN: Mutex<Option<Arc<Lent<AsyncCx<NoGroup>>>>> = Mutex::new(None);

#[node]
struct Demo {
    #[client("first")]
    to_first: Client<Empty, Io>,
    #[client("second")]
    to_second: Client<Empty, Io>,
}

#[node]
impl Demo {
    #[service("first", type = Empty)]
    #[group(Control)]
    async fn first(&self, _request: ()) -> Result<(), CallError> {
        let foreign = FOREIGN.lock().unwrap().clone();
        let Some(cx) = foreign else { return Ok(()) };
        self.to_second.call(&*cx, ()).await
    }

    #[service("second", type = Empty)]
    #[group(Planning)]
    async fn second(&self, _request: (), cx: &AsyncCx<Planning>) -> Result<(), CallError> {
        self.to_first.call(cx, ()).await
    }
}

fn main() {}
