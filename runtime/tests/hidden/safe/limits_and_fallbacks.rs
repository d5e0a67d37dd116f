//! A call with a limit, and what is done where it is not kept.

use frame::*;

#[node]
pub struct Demo {
    #[client("never", timeout = "200ms")]
    never: Client<Ping, B>,
    #[client("slow", timeout = "2s")]
    slow: Client<Ping, Io>,
}

#[node]
impl Demo {
    #[timer("1s")]
    #[group(A)]
    fn tick(&self, cx: &Cx<A>) -> Answer {
        match self.never.call(cx, ()) {
            Err(CallError::Timeout { .. } | CallError::Unavailable { .. }) => self.slow.call(cx, ()),
            other => other,
        }
    }

    #[timer("1s")]
    #[group(B)]
    fn plan(&self, cx: &Cx<B>) -> Answer {
        self.slow.call(cx, ())
    }
}

pub fn main() {
    blocks::<Demo>(|_, _| {});
}
