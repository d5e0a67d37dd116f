//! An action of an exclusive group, its acceptors, and a client that waits for it to the end.

use frame::*;

#[node]
pub struct Demo {
    #[action_client("go")]
    go: ActionClient<Go, Io>,
    #[client("slow")]
    slow: Client<Ping, Io>,
}

#[node]
impl Demo {
    #[accept("go")]
    fn small_ones(goal: &u32) -> bool {
        *goal < 100
    }

    #[accept_cancel("go")]
    fn always(_goal: &u32) -> bool {
        true
    }

    #[action("go", type = Go)]
    #[group(A)]
    fn execute(&self, goal: Goal<Go>, cx: &Cx<A>) -> Result<GoalEnd<u32>, CallError> {
        self.slow.call(cx, ())?;
        Ok(GoalEnd::Succeeded(*goal + 1))
    }

    #[timer("1s")]
    #[group(B)]
    fn begin(&self, cx: &Cx<B>) -> Result<(), ActionError> {
        let mut goal = self.go.send(cx, 1)?;
        goal.result(cx)?;
        Ok(())
    }
}

pub fn main() {
    blocks::<Demo>(|_, _| {});
}
