use std::fmt::Debug;

use rosweave::prelude::*;
use rosweave_ui_tests::{StringMsg, runs};

#[node]
struct Demo<M: Debug + Clone + Send + Sync + 'static> {
    last: std::sync::Mutex<Option<M>>,
}

#[node]
impl<M: Debug + Clone + Send + Sync + 'static> Demo<M> {
    #[subscribe("chatter")]
    fn on_chatter(&self, msg: M) {
        *self.last.lock().unwrap() = Some(msg);
    }
}

fn main() {
    runs::<Demo<StringMsg>>();
}
