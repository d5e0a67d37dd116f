//! A goal from out of sight is cancelled.

use frame::*;

type Sent = GoalHandle<Go, B>;

trait Cancel: Send + Sync {
    fn cancel(&self, goal: Sent, cx: &Cx<A>) -> Result<(), ActionError>;
}

struct Cancels;

impl Cancel for Cancels {
    fn cancel(&self, goal: Sent, cx: &Cx<A>) -> Result<(), ActionError> {
        goal.cancel(cx)
    }
}

#[node]
pub struct Demo {
    #[client("fast")]
    fast: Client<Ping, A>,
    #[client("slow")]
    slow: Client<Ping, B>,
    #[action_client("go")]
    go: ActionClient<Go, B>,
    goal: Slot<Sent>,
    cancel: Slot<Arc<dyn Cancel>>,
}

#[node]
impl Demo {
    #[timer("1s", once)]
    #[group(A)]
    fn tick(&self, cx: &Cx<A>) -> Result<(), ActionError> {
        let goal = self.goal.take();
        self.cancel.get().cancel(goal, cx)
    }

    #[timer("1h")]
    #[group(B)]
    fn plan(&self, cx: &Cx<B>) -> Answer {
        self.fast.call(cx, ())
    }

    #[action("go", type = Go)]
    #[group(Io)]
    async fn execute(&self, goal: Goal<Go>, cx: &AsyncCx<Io>) -> GoalEnd<u32> {
        goal.canceled(cx).await;
        GoalEnd::Canceled(*goal)
    }

    #[timer("100ms", once)]
    #[group(Io)]
    async fn begin(&self, cx: &AsyncCx<Io>) -> Result<(), ActionError> {
        self.goal.set(self.go.send(cx, 1).await?);
        Ok(())
    }
}

pub fn main() {
    blocks::<Demo>(|_, node| node.node().cancel.set(Arc::new(Cancels)));
}
