//! A function that was put into a field asks.

use frame::*;

type Ask = Arc<dyn Fn(&Cx<A>) -> Answer + Send + Sync>;

#[node]
pub struct Demo {
    #[client("fast")]
    fast: Client<Ping, A>,
    #[client("slow")]
    slow: Client<Ping, B>,
    ask: Slot<Ask>,
}

#[node]
impl Demo {
    #[timer("1s", once)]
    #[group(A)]
    fn tick(&self, cx: &Cx<A>) -> Answer {
        self.ask.get()(cx)
    }

    #[timer("1h")]
    #[group(B)]
    fn plan(&self, cx: &Cx<B>) -> Answer {
        self.fast.call(cx, ())
    }
}

pub fn main() {
    blocks::<Demo>(|_, node| {
        let slow = node.node().slow.clone();
        node.node().ask.set(Arc::new(move |cx: &Cx<A>| slow.call(cx, ())));
    });
}
