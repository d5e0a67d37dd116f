//! Two nodes that call each other's services, checked together.
//!
//! The gripper asks the arm to move. Before it moves, the arm asks the gripper how heavy its load is. The
//! gripper's default group is still waiting for the arm then, so the answer comes from a group of its own.
//! Without that one line the nodes wait for each other in a ring, and `main!` does not compile:
//! `examples/broken_ring`.
//!
//! ```console
//! $ cargo run -p rosweave-examples --example two_nodes
//! ```
#![allow(clippy::print_stdout)]

use rosweave::prelude::*;

/// Moves the arm to a place, in metres.
struct MoveTo;

impl Service for MoveTo {
    type Request = f64;
    type Response = ();
}

/// Asks what the gripper holds, in kilograms.
struct Load;

impl Service for Load {
    type Request = ();
    type Response = f64;
}

/// Delivers replies.
#[derive(Group, Default)]
struct Replies;

/// Answers while the rest of the gripper waits for the arm.
#[derive(Group, Default)]
struct Sensing;

/// Picks a thing every second.
#[node]
struct Gripper {
    #[client("move_to", timeout = "5s")]
    move_to: Client<MoveTo, Replies>,
}

#[node]
impl Gripper {
    #[timer("1s")]
    fn pick(&self, cx: &Cx) -> Result<(), CallError> {
        self.move_to.call(cx, 0.4)?;
        println!("[gripper] picked");
        Ok(())
    }

    #[service("load", type = Load)]
    #[group(Sensing)]
    fn load(&self, _request: ()) -> f64 {
        1.5
    }
}

/// Moves slowly with a heavy load.
#[node]
struct Arm {
    #[client("load", timeout = "1s")]
    load: Client<Load, Replies>,
}

#[node]
impl Arm {
    #[service("move_to", type = MoveTo)]
    fn move_to(&self, place: f64, cx: &Cx) -> Result<(), CallError> {
        let load = self.load.call(cx, ())?;
        println!("[arm] {load} kg to {place} m");
        Ok(())
    }
}

rosweave::main!(Gripper, Arm);
