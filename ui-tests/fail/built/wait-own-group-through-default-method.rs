use rosweave::prelude::*;
use rosweave_ui_tests::{Control, Empty, runs};

#[node]
struct Demo {
    #[client("trigger")]
    trigger: Client<Empty, Control>,
}

#[node]
impl Demo {
    #[timer("1s")]
    #[group(Control)]
    fn tick(&self, cx: &Cx<Control>) -> Result<(), CallError> {
        Triggers::trigger_now(self, cx)
    }
}

trait Triggers {
    fn client(&self) -> &Client<Empty, Control>;

    fn trigger_now(&self, cx: &Cx<Control>) -> Result<(), CallError> {
        self.client().call_timeout(cx, (), Duration::from_secs(1))
    }
}

impl Triggers for Demo {
    fn client(&self) -> &Client<Empty, Control> {
        &self.trigger
    }
}

fn main() {
    runs::<Demo>();
}
