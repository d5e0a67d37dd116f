//! A service stops the trajectory that another callback waits for.

use std::sync::Mutex;

use frame::*;

type Running = Arc<GoalHandle<Go, Io>>;

#[node]
pub struct Demo {
    #[action_client("follow")]
    follow: ActionClient<Go, Io>,
    #[client("stop")]
    stop: Client<Ping, Io>,
    running: Mutex<Option<Running>>,
}

#[node]
impl Demo {
    #[action("follow", type = Go)]
    #[group(Io)]
    async fn follow(&self, goal: Goal<Go>, cx: &AsyncCx<Io>) -> GoalEnd<u32> {
        goal.canceled(cx).await;
        GoalEnd::Canceled(*goal)
    }

    #[timer("1s", once)]
    #[group(A)]
    fn execute(&self, cx: &Cx<A>) -> Result<(), ActionError> {
        let goal = Arc::new(self.follow.send(cx, 3)?);
        *self.running.lock().unwrap() = Some(goal.clone());
        let end = goal.result(cx)?;
        assert_eq!(end.outcome, GoalOutcome::Canceled);
        Ok(())
    }

    #[service("stop", type = Ping)]
    #[group(B)]
    fn stop(&self, _request: (), cx: &Cx<B>) -> Result<(), ActionError> {
        let running = self.running.lock().unwrap().take();
        match running {
            Some(goal) => goal.cancel(cx),
            None => Ok(()),
        }
    }

    #[timer("2s", once)]
    #[group(Io)]
    async fn operator(&self, cx: &AsyncCx<Io>) -> Answer {
        self.stop.call(cx, ()).await
    }
}

pub fn main() {
    blocks::<Demo>(|_, _| {});
}
