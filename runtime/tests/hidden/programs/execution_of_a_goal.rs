//! The execution of a goal asks.

use frame::*;

static SLOW: Slot<Client<Ping, B>> = Slot::new();

#[node]
pub struct Demo {
    #[client("fast")]
    fast: Client<Ping, A>,
    #[client("slow")]
    slow: Client<Ping, B>,
    #[action_client("go")]
    go: ActionClient<Go, Io>,
}

#[node]
impl Demo {
    #[action("go", type = Go)]
    #[group(A)]
    fn execute(&self, goal: Goal<Go>, cx: &Cx<A>) -> Result<GoalEnd<u32>, CallError> {
        SLOW.get().call(cx, ())?;
        Ok(GoalEnd::Succeeded(*goal))
    }

    #[timer("1h")]
    #[group(B)]
    fn plan(&self, cx: &Cx<B>) -> Answer {
        self.fast.call(cx, ())
    }

    #[timer("1s", once)]
    #[group(Io)]
    async fn begin(&self, cx: &AsyncCx<Io>) -> Result<(), ActionError> {
        self.go.send(cx, 1).await?.detach();
        Ok(())
    }
}

pub fn main() {
    blocks::<Demo>(|_, node| SLOW.set(node.node().slow.clone()));
}
