//! A navigator sends goals to a planner, takes its feedback, and is cancelled with it.

use frame::*;

#[node]
pub struct Demo {
    #[action_client("plan")]
    plan: ActionClient<Go, Io>,
    #[action_client("navigate")]
    navigate: ActionClient<Go, Io>,
}

#[node]
impl Demo {
    #[action("plan", type = Go)]
    #[group(A)]
    async fn plan(&self, goal: Goal<Go>, cx: &AsyncCx<A>) -> Result<GoalEnd<u32>, PublishError> {
        for step in 0..3 {
            cx.sleep(Duration::from_millis(50)).await;
            if goal.cancel_requested() {
                return Ok(GoalEnd::Canceled(step));
            }
            goal.feedback(step)?;
        }
        Ok(GoalEnd::Succeeded(*goal))
    }

    #[action("navigate", type = Go)]
    #[group(B)]
    async fn navigate(&self, goal: Goal<Go>, cx: &AsyncCx<B>) -> rosweave::Result<GoalEnd<u32>> {
        let planning = self.plan.send(cx, *goal).await?;
        while let Some(step) = planning.next_feedback(cx).await? {
            if goal.cancel_requested() {
                planning.cancel(cx).await?;
            }
            goal.feedback(*step)?;
        }
        let end = planning.result(cx).await?;
        Ok(match end.outcome {
            GoalOutcome::Canceled => GoalEnd::Canceled(*end.result),
            _ => GoalEnd::Succeeded(*end.result),
        })
    }

    #[timer("1s", once)]
    #[group(Io)]
    async fn go(&self, cx: &AsyncCx<Io>) -> Result<(), ActionError> {
        let goal = self.navigate.send(cx, 7).await?;
        goal.result(cx).await.map(|_| ())
    }
}

pub fn main() {
    blocks::<Demo>(|_, _| {});
}
