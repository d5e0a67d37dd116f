//! raspimouse_ros2_examples #56, mended as its maintainer did: subscription and client are in two groups. The
//! helpers stay as they were.

use rosweave::prelude::*;

struct Joy {
    shutdown: bool,
}

struct ChangeState;

impl Service for ChangeState {
    type Request = &'static str;
    type Response = ();
}

#[derive(Group, Default)]
struct Replies;

#[node]
struct Joystick {
    #[client("raspimouse/change_state", timeout = "2s")]
    change_state: Client<ChangeState, Replies>,
}

#[node]
impl Joystick {
    #[subscribe("joy")]
    fn on_joy(&self, joy: &Joy, cx: &Cx) -> Result<(), CallError> {
        if joy.shutdown { self.shut_down(cx) } else { Ok(()) }
    }

    fn shut_down(&self, cx: &Cx) -> Result<(), CallError> {
        self.set_robot_state("deactivate", cx)?;
        self.set_robot_state("cleanup", cx)
    }

    fn set_robot_state(&self, transition: &'static str, cx: &Cx) -> Result<(), CallError> {
        self.change_state.call(cx, transition)
    }
}

rosweave::main!(Joystick);

#[test]
fn the_robot_is_shut_down() -> rosweave::Result {
    let world = rosweave::testing::World::new(56);
    let _robot = world.serve::<ChangeState>("raspimouse/change_state", |_| ())?;
    let joystick = world.start::<Joystick>()?;
    world.publish("joy", Joy { shutdown: false })?;
    world.publish("joy", Joy { shutdown: true })?;
    world.advance(Duration::from_secs(1))?;
    let on_joy = &joystick.stats().callbacks[0];
    assert_eq!((on_joy.calls, on_joy.failed), (2, 0));
    Ok(())
}
