//! Goals that are lost sight of, and none of them is of the client whose results must not be waited for here.

use frame::*;

#[node]
pub struct Demo {
    #[client("mine")]
    mine: Client<Ping, Io>,
    #[action_client("near")]
    near: ActionClient<Go, Io>,
    #[action_client("far")]
    far: ActionClient<Go, Io>,
}

#[node]
impl Demo {
    #[service("mine", type = Ping)]
    #[group(A)]
    async fn mine(&self, _request: (), cx: &AsyncCx<A>) -> Result<(), ActionError> {
        self.near.cancel_all_before_timeout(cx, cx.now(), Duration::from_secs(1)).await?;
        let mut near = self.near.send(cx, 0).await?;
        near.cancel(cx).await?;
        self.near.send(cx, 1).await?.detach();
        match self.far.send(cx, 2).await {
            Ok(goal) => drop(goal.result(cx).await?),
            Err(error) => return Err(error),
        }
        let tried = loop {
            match self.far.send(cx, 3).await {
                Ok(goal) => break goal,
                Err(_) => cx.sleep(Duration::from_secs(1)).await,
            }
        };
        tried.result(cx).await?;
        self.by_another(cx).await?.result(cx).await?;
        let mut several = Vec::new();
        for number in 4..7 {
            several.push(self.far.send(cx, number).await?);
        }
        for near in several {
            near.result(cx).await?;
        }
        Ok(())
    }

    async fn by_another(&self, cx: &AsyncCx<A>) -> Result<GoalHandle<Go, Io>, ActionError> {
        self.far.send(cx, 7).await
    }

    #[action("near", type = Go)]
    #[group(B)]
    async fn near(&self, goal: Goal<Go>, cx: &AsyncCx<B>) -> Result<GoalEnd<u32>, CallError> {
        cx.sleep(Duration::from_secs(1)).await;
        self.mine.call(cx, ()).await?;
        Ok(GoalEnd::Succeeded(*goal))
    }

    #[action("far", type = Go)]
    #[group(Io)]
    async fn far(&self, goal: Goal<Go>) -> u32 {
        *goal
    }
}

pub fn main() {
    awaits::<Demo>(|_, _| {});
}
