//! ctu-mrs ros2_examples #5, mended as in the report: the timer got an exclusive group of its own, and the
//! client stays in the default one. What the callback changes is that group's state.

use rosweave::prelude::*;

struct SetBool;

impl Service for SetBool {
    type Request = bool;
    type Response = bool;
}

#[derive(Group, Default)]
struct Switching {
    on: bool,
}

#[node]
struct Switcher {
    #[client("set_bool", timeout = "1s")]
    set_bool: Client<SetBool>,
}

#[node]
impl Switcher {
    #[timer("200Hz")]
    #[group(Switching)]
    fn switch(&self, state: &mut Switching, cx: &Cx<Switching>) -> Result<(), CallError> {
        state.on = self.set_bool.call(cx, !state.on)?;
        Ok(())
    }
}

rosweave::main!(Switcher);

#[test]
fn it_switches_200_times_a_second() -> rosweave::Result {
    let world = rosweave::testing::World::new(5);
    let _server = world.serve::<SetBool>("set_bool", |on| on)?;
    let switcher = world.start::<Switcher>()?;
    world.advance(Duration::from_secs(1))?;
    let switch = &switcher.stats().callbacks[0];
    assert_eq!((switch.calls, switch.failed, switch.missed), (200, 0, 0));
    Ok(())
}
