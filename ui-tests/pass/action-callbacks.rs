//! What `fail/action-*.rs` gets wrong of an action's name, its goal, its result and its callback, done right.
use rosweave::prelude::*;

#[derive(Default)]
struct Place(String);

#[derive(Action)]
#[ros(goal = u32, result = Place, feedback = u32)]
struct Dock;

#[derive(Action)]
#[ros(goal = u32, result = u32, feedback = u32)]
struct Undock;

#[derive(Group, Default)]
struct Replies;

#[node]
struct Robot {
    #[action_client("dock_2")]
    dock: ActionClient<Dock, Replies>,
}

#[node]
impl Robot {
    #[action("dock", type = Dock)]
    fn dock(&self, goal: Goal<Dock>) -> Place {
        Place(goal.to_string())
    }

    #[action("undock", type = Undock)]
    async fn undock(&self, goal: &Goal<Undock>, cx: &AsyncCx) -> Result<GoalEnd<u32>, ActionError> {
        let docked = self.dock.send(cx, **goal).await?.result(cx).await?;
        Ok(GoalEnd::Succeeded(docked.result.0.len() as u32))
    }
}

fn main() {
    rosweave::describe::<Robot>();
}
