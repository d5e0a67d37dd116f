//! raspimouse_ros2_examples #56: a subscription that waits two helpers further down.
//!
//! A button of the joystick shuts the robot down. The callback calls a helper, that one a second helper, and
//! that one asks the robot's node to change its state and waits for the reply. Subscription and client are
//! both in the node's default group. The line that waits shows nothing of that.

use rosweave::prelude::*;

/// Which buttons are pressed.
struct Joy {
    shutdown: bool,
}

/// A transition of the robot's life cycle.
struct ChangeState;

impl Service for ChangeState {
    type Request = &'static str;
    type Response = ();
}

#[node]
struct Joystick {
    #[client("raspimouse/change_state", timeout = "2s")]
    change_state: Client<ChangeState>,
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
