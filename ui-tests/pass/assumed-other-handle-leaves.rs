// Only `free` leaves with the context, and nobody waits in its group.
use rosweave::prelude::*;
use rosweave_ui_tests::{AddTwoInts, Control, Empty, Io, Planning, ask, runs};

#[node]
struct Demo {
    #[client("trigger")]
    fast: Client<Empty, Control>,
    #[client("trigger")]
    slow: Client<Empty, Planning>,
    #[client("add_two_ints")]
    free: Client<AddTwoInts, Io>,
}

#[node]
impl Demo {
    #[timer("1s")]
    #[group(Control)]
    fn tick(&self, cx: &Cx<Control>) -> Result<(), CallError> {
        ask(&self.free, cx).map(drop)
    }

    #[timer("2s")]
    #[group(Planning)]
    fn plan(&self, cx: &Cx<Planning>) -> Result<(), CallError> {
        self.fast.call(cx, ())?;
        Ok(cx.sleep(Duration::from_millis(1))?)
    }
}

fn main() {
    runs::<Demo>();
}
