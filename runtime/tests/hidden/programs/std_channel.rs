//! The client comes through a channel of the standard library.

use frame::*;

use std::sync::mpsc::{Receiver, channel};

#[node]
pub struct Demo {
    #[client("fast")]
    fast: Client<Ping, A>,
    #[client("slow")]
    slow: Client<Ping, B>,
    ends: Slot<Receiver<Client<Ping, B>>>,
}

#[node]
impl Demo {
    #[timer("1s", once)]
    #[group(A)]
    fn tick(&self, cx: &Cx<A>) -> Answer {
        let slow = self.ends.take().recv().expect("is sent");
        slow.call(cx, ())
    }

    #[timer("1h")]
    #[group(B)]
    fn plan(&self, cx: &Cx<B>) -> Answer {
        self.fast.call(cx, ())
    }
}

pub fn main() {
    blocks::<Demo>(|_, node| {
        let (sender, receiver) = channel();
        sender.send(node.node().slow.clone()).expect("is heard");
        node.node().ends.set(receiver);
    });
}
