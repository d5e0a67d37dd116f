// Outside of callbacks a node's handle lends a context of no group.
use rosweave::prelude::*;
use rosweave_ui_tests::Empty;

#[node]
struct Demo {
    #[client("trigger")]
    trigger: Client<Empty>,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {}
}

fn main() -> rosweave::Result {
    let world = rosweave::testing::World::new(1);
    let _server = world.serve::<Empty>("trigger", |()| ())?;
    let demo = world.start::<Demo>()?;
    let cx = demo.async_cx();
    Ok(world.block_on(demo.node().trigger.call(&cx, ()))??)
}
