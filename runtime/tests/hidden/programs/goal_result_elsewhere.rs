//! The wait for a goal's result comes from out of sight.

use frame::*;

#[node]
pub struct Demo {
    #[client("mine")]
    mine: Client<Ping, Io>,
    #[action_client("go")]
    go: ActionClient<Go, Io>,
    way: Slot<Acting>,
}

#[node]
impl Demo {
    #[service("mine", type = Ping)]
    #[group(A)]
    async fn mine(&self, _request: ()) -> Result<(), ActionError> {
        self.way.take().await
    }

    #[action("go", type = Go)]
    #[group(B)]
    async fn execute(&self, goal: Goal<Go>, cx: &AsyncCx<B>) -> Result<GoalEnd<u32>, CallError> {
        cx.sleep(Duration::from_secs(1)).await;
        self.mine.call(cx, ()).await?;
        Ok(GoalEnd::Succeeded(*goal))
    }
}

pub fn main() {
    awaits::<Demo>(|_, node| {
        let (go, cx) = (node.node().go.clone(), node.async_cx());
        node.node().way.set(Box::pin(async move { go.send(&cx, 1).await?.result(&cx).await.map(|_| ()) }));
    });
}
