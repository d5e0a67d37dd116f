//! A task has begun to wait for feedback, and moves the wait.

use frame::*;

use std::task::Poll;

static WAY: Slot<Acting> = Slot::new();

#[node]
pub struct Demo {
    #[client("mine")]
    mine: Client<Ping, Io>,
    #[action_client("go")]
    go: ActionClient<Go, Io>,
}

#[node]
impl Demo {
    #[service("mine", type = Ping)]
    #[group(A)]
    async fn mine(&self, _request: ()) -> Result<(), ActionError> {
        for _ in 0..1_000 {
            match WAY.try_take() {
                Some(way) => return way.await,
                None => tokio::task::yield_now().await,
            }
        }
        // Nobody has moved it again.
        Ok(())
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
        node.cx().spawn(|_| async move {
            let mut way: Acting =
                Box::pin(async move { go.send(&cx, 1).await?.next_feedback(&cx).await.map(|_| ()) });
            // As far as the goal is sent, and the wait has begun.
            for _ in 0..50 {
                std::future::poll_fn(|context| Poll::Ready(way.as_mut().poll(context).is_ready())).await;
                tokio::task::yield_now().await;
            }
            WAY.set(way);
        });
    });
}
