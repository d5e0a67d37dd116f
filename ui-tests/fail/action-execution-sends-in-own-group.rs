use rosweave::prelude::*;

#[derive(Action)]
#[ros(goal = u32, result = u32, feedback = u32)]
struct Dock;

#[derive(Action)]
#[ros(goal = u32, result = u32, feedback = u32)]
struct Drive;

#[node]
struct Robot {
    #[action_client("drive")]
    drive: ActionClient<Drive>,
}

#[node]
impl Robot {
    #[action("dock", type = Dock)]
    fn dock(&self, goal: Goal<Dock>, cx: &Cx) -> Result<u32, ActionError> {
        let drive = self.drive.send(cx, *goal)?;
        Ok(*drive.result(cx)?.result)
    }
}

rosweave::main!(Robot);
