//! A call is raced against the end of the node, and against time.

use frame::*;

#[node]
pub struct Demo {
    #[client("slow")]
    slow: Client<Ping, A>,
    #[client("fast")]
    fast: Client<Ping, Io>,
}

#[node]
impl Demo {
    #[timer("1s", once)]
    #[group(A)]
    async fn tick(&self, cx: &AsyncCx<A>) -> Answer {
        tokio::select! {
            answer = self.slow.call(cx, ()) => answer?,
            () = cx.shutdown() => {}
            () = cx.sleep(Duration::from_millis(500)) => tracing::warn!("late"),
        }
        let (one, other) = tokio::join!(self.slow.call(cx, ()), self.fast.call(cx, ()));
        one.and(other)
    }
}

pub fn main() {
    blocks::<Demo>(|_, _| {});
}
