// A method has two forms, one of which is always there.
use rosweave::prelude::*;
use rosweave_ui_tests::{Control, Empty, Planning, runs};

#[node]
struct Demo {
    #[client("trigger")]
    fast: Client<Empty, Control>,
    #[client("trigger")]
    slow: Client<Empty, Planning>,
}

#[node]
impl Demo {
    #[timer("1s")]
    #[group(Control)]
    fn tick(&self, cx: &Cx<Control>) -> Result<(), CallError> {
        self.rest(cx)
    }

    #[cfg(all())]
    fn rest(&self, cx: &Cx<Control>) -> Result<(), CallError> {
        assert!(!cx.is_stopping());
        Ok(())
    }

    #[cfg(not(all()))]
    fn rest(&self, _cx: &Cx<Control>) -> Result<(), CallError> {
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
