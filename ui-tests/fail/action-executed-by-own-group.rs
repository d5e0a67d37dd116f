use rosweave::prelude::*;

#[derive(Action)]
#[ros(goal = u32, result = u32, feedback = u32)]
struct Grip;

#[derive(Group, Default)]
#[group(reentrant)]
struct Io;

#[node]
struct Gripper {
    #[action_client("grip")]
    grip: ActionClient<Grip, Io>,
}

#[node]
impl Gripper {
    #[action("grip", type = Grip)]
    async fn close(&self, goal: Goal<Grip>) -> u32 {
        *goal
    }

    #[subscribe("pick")]
    async fn pick(&self, force: u32, cx: &AsyncCx) -> Result<(), ActionError> {
        self.grip.send(cx, force).await?.result(cx).await?;
        Ok(())
    }
}

rosweave::main!(Gripper);
