// A trait object gets the context, and has no client.
use rosweave::prelude::*;
use rosweave_ui_tests::{Control, Empty, Planning, runs};

trait Step: Send + Sync {
    fn step(&self, cx: &Cx<Control>);
}

impl Default for Box<dyn Step> {
    fn default() -> Self {
        Box::new(Plain)
    }
}

struct Plain;

impl Step for Plain {
    fn step(&self, cx: &Cx<Control>) {
        assert!(!cx.is_stopping());
    }
}

#[node]
struct Demo {
    #[client("trigger")]
    fast: Client<Empty, Control>,
    #[client("trigger")]
    slow: Client<Empty, Planning>,
    step: Box<dyn Step>,
}

#[node]
impl Demo {
    #[timer("1s")]
    #[group(Control)]
    fn tick(&self, cx: &Cx<Control>) -> Result<(), CallError> {
        self.step.step(cx);
        Ok(())
    }

    #[timer("2s")]
    #[group(Planning)]
    fn plan(&self, cx: &Cx<Planning>) -> Result<(), CallError> {
        self.fast.call(cx, ())
    }
}

fn main() {
    runs::<Demo>();
}
