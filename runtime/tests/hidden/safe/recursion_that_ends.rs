//! A reentrant handler calls itself for a smaller problem, and a helper ends it.

use frame::*;

pub struct Count;

impl Service for Count {
    type Request = u32;
    type Response = u32;
}

#[node]
pub struct Demo {
    #[client("count")]
    count: Client<Count, Io>,
}

#[node]
impl Demo {
    #[service("count", type = Count)]
    #[group(Io)]
    async fn count(&self, n: u32, cx: &AsyncCx<Io>) -> Result<u32, CallError> {
        let Some(less) = n.checked_sub(1) else { return Ok(0) };
        Ok(1 + self.count.call(cx, less).await?)
    }

    #[timer("1s", once)]
    #[group(A)]
    async fn tick(&self, cx: &AsyncCx<A>) -> Answer {
        assert_eq!(self.count.call(cx, 5).await?, 5);
        Ok(())
    }
}

pub fn main() {
    blocks::<Demo>(|_, _| {});
}
