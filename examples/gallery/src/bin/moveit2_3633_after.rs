//! moveit2 #3633, mended as in the report: the plugin's client is in a reentrant group of its own. The group
//! is part of the client's type, so the plugin says in which one it wants its replies.

use rosweave::prelude::*;

struct SolveIk;

impl Service for SolveIk {
    type Request = f64;
    type Response = f64;
}

mod plugin {
    use super::*;

    #[derive(Group, Default)]
    #[group(reentrant)]
    pub struct Replies;

    pub trait Kinematics: Send + Sync {
        fn angles(&self, pose: f64, cx: &Cx) -> Result<f64, CallError>;
    }

    pub struct SrvKinematics(pub Client<SolveIk, Replies>);

    impl Kinematics for SrvKinematics {
        fn angles(&self, pose: f64, cx: &Cx) -> Result<f64, CallError> {
            self.0.call(cx, pose)
        }
    }
}

#[node]
struct MoveGroup {
    #[client("solve_ik", timeout = "1s")]
    solve_ik: Client<SolveIk, plugin::Replies>,
    kinematics: Box<dyn plugin::Kinematics>,
}

#[node]
impl MoveGroup {
    #[init]
    fn init(h: Handles<Self>) -> Result<Self, CallError> {
        let kinematics = plugin::SrvKinematics(h.solve_ik.clone());
        Ok(MoveGroup { solve_ik: h.solve_ik, kinematics: Box::new(kinematics) })
    }

    #[service("compute_ik", type = SolveIk)]
    fn compute_ik(&self, pose: f64, cx: &Cx) -> Result<f64, CallError> {
        self.kinematics.angles(pose, cx)
    }
}

rosweave::main!(MoveGroup);

#[test]
fn the_external_solver_answers() -> rosweave::Result {
    let world = rosweave::testing::World::new(3633);
    let _solver = world.serve::<SolveIk>("solve_ik", f64::asin)?;
    let _move_group = world.start::<MoveGroup>()?;
    assert_eq!(world.call::<SolveIk>("compute_ik", 0.5)?, 0.5_f64.asin());
    Ok(())
}
