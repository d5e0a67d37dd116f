//! `examples/examples/two_nodes.rs` without `#[group(Sensing)]` on `load`: the gripper waits for the arm, and
//! the arm for the gripper. Each node alone is fine, so the error stands on the line that names both.

use rosweave::prelude::*;

struct MoveTo;

impl Service for MoveTo {
    type Request = f64;
    type Response = ();
}

struct Load;

impl Service for Load {
    type Request = ();
    type Response = f64;
}

#[derive(Group, Default)]
struct Replies;

#[node]
struct Gripper {
    #[client("move_to", timeout = "5s")]
    move_to: Client<MoveTo, Replies>,
}

#[node]
impl Gripper {
    #[timer("1s")]
    fn pick(&self, cx: &Cx) -> Result<(), CallError> {
        self.move_to.call(cx, 0.4)
    }

    #[service("load", type = Load)]
    fn load(&self, _request: ()) -> f64 {
        1.5
    }
}

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
        println!("{load} kg to {place} m");
        Ok(())
    }
}

rosweave::main!(Gripper, Arm);
