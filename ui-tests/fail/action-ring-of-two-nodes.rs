use rosweave::prelude::*;

#[derive(Action)]
#[ros(goal = u32, result = u32, feedback = u32)]
struct Turn;

#[derive(Group, Default)]
#[group(reentrant)]
struct Io;

#[node]
struct Left {
    #[action_client("right")]
    right: ActionClient<Turn, Io>,
}

#[node]
impl Left {
    #[action("left", type = Turn)]
    async fn left(&self, goal: Goal<Turn>, cx: &AsyncCx) -> Result<u32, ActionError> {
        Ok(*self.right.send(cx, *goal).await?.result(cx).await?.result)
    }
}

#[node]
struct Right {
    #[action_client("left")]
    left: ActionClient<Turn, Io>,
}

#[node]
impl Right {
    #[action("right", type = Turn)]
    async fn right(&self, goal: Goal<Turn>, cx: &AsyncCx) -> Result<u32, ActionError> {
        Ok(*self.left.send(cx, *goal).await?.result(cx).await?.result)
    }
}

rosweave::main!(Left, Right);
