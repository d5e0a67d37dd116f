//! A callback awaits a client of its own exclusive group, in branches and loops.

use frame::*;

#[node]
pub struct Demo {
    #[client("slow")]
    slow: Client<Ping, A>,
}

#[node]
impl Demo {
    #[timer("1s")]
    #[group(A)]
    async fn tick(&self, cx: &AsyncCx<A>) -> Answer {
        for round in 0..3 {
            if round != 1 {
                self.slow.call(cx, ()).await?;
            }
        }
        Ok(())
    }
}

pub fn main() {
    blocks::<Demo>(|_, _| {});
}
