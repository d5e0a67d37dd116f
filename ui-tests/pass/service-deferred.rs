use std::sync::Mutex;

use rosweave::prelude::*;
use rosweave_ui_tests::{AddTwoInts, Empty, runs};

#[node]
struct Demo {
    open: Mutex<Vec<Responder<Empty>>>,
}

#[node]
impl Demo {
    #[service("reset", type = Empty)]
    fn reset(&self, _request: (), responder: Responder<Empty>) {
        self.open.lock().unwrap().push(responder);
    }

    #[service("refuse", type = AddTwoInts)]
    async fn refuse(&self, request: (i64, i64), responder: Responder<AddTwoInts>) -> Result<(), CallError> {
        responder.send(request.0 + request.1);
        Ok(())
    }

    #[timer("100ms")]
    fn tick(&self) {
        self.open.lock().unwrap().drain(..).for_each(|responder| responder.send(()));
    }
}

fn main() {
    runs::<Demo>();
}
