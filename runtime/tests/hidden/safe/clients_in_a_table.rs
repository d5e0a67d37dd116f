//! A table of clients, all of a reentrant group, is made in `init` and gone through.

use frame::*;

pub struct Arms {
    all: Vec<(&'static str, Client<Ping, Io>)>,
}

#[node]
pub struct Demo {
    #[client("slow")]
    left: Client<Ping, Io>,
    #[client("fast")]
    right: Client<Ping, Io>,
    arms: Arms,
}

#[node]
impl Demo {
    #[init]
    fn init(h: Handles<Self>) -> Self {
        let all = vec![("left", h.left.clone()), ("right", h.right.clone())];
        Demo { left: h.left, right: h.right, arms: Arms { all } }
    }

    #[timer("1s")]
    #[group(A)]
    fn tick(&self, cx: &Cx<A>) -> Answer {
        self.arms.all.iter().try_for_each(|(_, client)| client.call(cx, ()))
    }

    #[timer("1s")]
    #[group(B)]
    fn plan(&self, cx: &Cx<B>) -> Answer {
        self.left.call(cx, ()).and_then(|()| self.right.call(cx, ()))
    }
}

pub fn main() {
    blocks::<Demo>(|_, _| {});
}
