//! The client comes in a message.

use frame::*;

#[derive(Clone)]
struct Envelope(Client<Ping, B>);

#[node]
pub struct Demo {
    #[client("fast")]
    fast: Client<Ping, A>,
    #[client("slow")]
    slow: Client<Ping, B>,
    #[publisher("letters")]
    letters: Publisher<Envelope>,
    seen: Slot<Envelope>,
}

#[node]
impl Demo {
    #[timer("1s", once)]
    #[group(A)]
    fn tick(&self, cx: &Cx<A>) -> Answer {
        let Envelope(slow) = self.seen.get();
        slow.call(cx, ())
    }

    #[timer("1h")]
    #[group(B)]
    fn plan(&self, cx: &Cx<B>) -> Answer {
        self.fast.call(cx, ())
    }

    #[timer("100ms", once)]
    #[group(Io)]
    fn send(&self) -> Result<(), PublishError> {
        self.letters.publish(Envelope(self.slow.clone()))
    }

    #[subscribe("letters")]
    #[group(Io)]
    fn letter(&self, letter: &Envelope) {
        self.seen.set(letter.clone());
    }
}

pub fn main() {
    blocks::<Demo>(|_, _| {});
}
