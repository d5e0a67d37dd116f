//! An interface to a planner is made with the node, and has methods of its own.

use frame::*;

pub struct MoveGroup {
    plan: Client<Ping, Io>,
    execute: Client<Ping, Io>,
}

impl MoveGroup {
    fn plan(&self, cx: &Cx<A>) -> Answer {
        self.plan.call(cx, ())
    }

    fn execute(&self, cx: &Cx<A>) -> Answer {
        self.execute.call(cx, ())
    }

    fn plan_and_execute(&self, cx: &Cx<A>) -> Answer {
        self.plan(cx)?;
        self.execute(cx)
    }
}

#[node]
pub struct Demo {
    #[client("slow")]
    plan: Client<Ping, Io>,
    #[client("fast")]
    execute: Client<Ping, Io>,
    arm: MoveGroup,
}

#[node]
impl Demo {
    #[init]
    fn init(h: Handles<Self>) -> Self {
        let arm = MoveGroup { plan: h.plan.clone(), execute: h.execute.clone() };
        Demo { plan: h.plan, execute: h.execute, arm }
    }

    #[timer("1s", once)]
    #[group(A)]
    fn pick(&self, cx: &Cx<A>) -> Answer {
        self.arm.plan_and_execute(cx)
    }
}

pub fn main() {
    blocks::<Demo>(|_, _| {});
}
