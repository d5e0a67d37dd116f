//! A request is built up, and then made.

use frame::*;

struct Asking<'a> {
    cx: &'a Cx<A>,
    client: Option<&'a Client<Ping, B>>,
}

impl<'a> Asking<'a> {
    fn new(cx: &'a Cx<A>) -> Self {
        Asking { cx, client: None }
    }

    fn of(mut self, client: &'a Client<Ping, B>) -> Self {
        self.client = Some(client);
        self
    }

    fn go(self) -> Answer {
        self.client.map_or(Ok(()), |client| client.call(self.cx, ()))
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
        Asking::new(cx).of(&self.slow).go()
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
