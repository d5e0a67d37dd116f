// 2 errors: rustc's own, for nobody owns `ros` here, and ours.
use rosweave::prelude::*;

#[ros(goal = u32, result = u32, feedback = u32)]
struct Dock;

#[node]
struct Robot;

#[node]
impl Robot {
    #[action("dock", type = Dock)]
    fn dock(&self, goal: &Goal<Dock>) -> Result<GoalEnd<u32>, PublishError> {
        goal.feedback(**goal)?;
        Ok(GoalEnd::Succeeded(**goal))
    }
}

rosweave::main!(Robot);
