//! moveit2 #3633: a service's handler asks a plugin, and the plugin waits for a service.
//!
//! `compute_ik` has the inverse kinematics solved by whichever plugin is configured. One of them passes the
//! question on to an external solver, with a client that it made on `move_group`'s node: in the default
//! group, like the handler that waits. Neither source shows both.

use rosweave::prelude::*;

/// Solves inverse kinematics: joint angles for a pose.
struct SolveIk;

impl Service for SolveIk {
    type Request = f64;
    type Response = f64;
}

mod plugin {
    use super::*;

    pub trait Kinematics: Send + Sync {
        fn angles(&self, pose: f64, cx: &Cx) -> Result<f64, CallError>;
    }

    /// Leaves the work to an external solver.
    pub struct SrvKinematics(pub Client<SolveIk>);

    impl Kinematics for SrvKinematics {
        fn angles(&self, pose: f64, cx: &Cx) -> Result<f64, CallError> {
            self.0.call(cx, pose)
        }
    }
}

#[node]
struct MoveGroup {
    #[client("solve_ik", timeout = "1s")]
    solve_ik: Client<SolveIk>,
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
