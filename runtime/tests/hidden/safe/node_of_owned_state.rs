//! The smallest style: `&mut self`, one group, and `async` where it waits.

use frame::*;

#[node]
pub struct Demo {
    #[client("slow")]
    slow: Client<Ping>,
    #[publisher("pose")]
    pose: Publisher<u32>,
    seen: u32,
    asked: u32,
}

impl Demo {
    async fn ask(&mut self, cx: &AsyncCx) -> Answer {
        self.asked += 1;
        self.slow.call(cx, ()).await
    }
}

#[node]
impl Demo {
    #[subscribe("pose")]
    fn on_pose(&mut self, pose: u32) {
        self.seen += pose;
    }

    #[timer("500ms")]
    async fn tick(&mut self, cx: &AsyncCx) -> rosweave::Result {
        self.ask(cx).await?;
        self.pose.publish(self.asked)?;
        Ok(())
    }
}

pub fn main() {
    blocks::<Demo>(|_, _| {});
}
