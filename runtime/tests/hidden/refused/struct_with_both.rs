//! The context goes through `Any`-like wrappers.

use frame::*;

struct Wrapped<'a> {
    inner: Option<(&'a Client<Ping, B>, &'a Cx<A>)>,
}

impl Wrapped<'_> {
    fn go(&self) -> Answer {
        self.inner.map_or(Ok(()), |(client, cx)| client.call(cx, ()))
    }
}

#[node]
pub struct Demo {
    #[client("fast")]
    fast: Client<Ping, A>,
    #[client("slow")]
    slow: Client<Ping, B>,
}

#[node]
impl Demo {
    #[timer("1s", once)]
    #[group(A)]
    fn tick(&self, cx: &Cx<A>) -> Answer {
        Wrapped { inner: Some((&self.slow, cx)) }.go()
    }

    #[timer("1h")]
    #[group(B)]
    fn plan(&self, cx: &Cx<B>) -> Answer {
        self.fast.call(cx, ())
    }
}

pub fn main() {
    blocks::<Demo>(|_, _| {});
}
