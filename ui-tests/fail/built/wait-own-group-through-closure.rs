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
        let call = |trigger: &Client<Empty, Control>| trigger.call(cx, ());
        call(&self.trigger)
    }
}

fn main() {
    runs::<Demo>();
}
