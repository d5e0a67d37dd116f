use rosweave::prelude::*;

struct Dock;

#[node]
struct Robot;

#[node]
impl Robot {
    #[action("dock", type = Dock)]
    async fn dock(&self, cx: &AsyncCx, goal: Goal<Dock>) -> rosweave::Result<u32> {
        for step in 0..*goal {
            goal.feedback(step)?;
            goal.canceled(cx).await?;
        }
        Ok(*goal)
    }
}

rosweave::main!(Robot);
