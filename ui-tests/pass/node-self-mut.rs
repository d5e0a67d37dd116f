use rosweave::prelude::*;
use rosweave_ui_tests::{Empty, StringMsg, runs};

#[node]
struct Demo {
    ticks: u64,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&mut self) {
        self.ticks += 1;
    }

    #[subscribe("chatter")]
    async fn on_chatter(&mut self, msg: &StringMsg) {
        self.ticks += msg.data.len() as u64;
    }

    #[service("reset", type = Empty)]
    fn reset(&mut self, _request: ()) {
        self.ticks = 0;
    }

    #[timer("1s")]
    fn look(&self) {}
}

fn main() {
    runs::<Demo>();
}
