//! The client is caught by a closure that is kept.

use frame::*;

type Way = Arc<dyn Fn(&Cx<A>) -> Answer + Send + Sync>;

#[node]
pub struct Demo {
    #[client("fast")]
    fast: Client<Ping, A>,
    #[client("slow")]
    slow: Client<Ping, B>,
    way: Slot<Way>,
}

#[node]
impl Demo {
    #[timer("1s", once)]
    #[group(A)]
    fn tick(&self, cx: &Cx<A>) -> Answer {
        (self.way.get())(cx)
    }

    #[timer("1h")]
    #[group(B)]
    fn plan(&self, cx: &Cx<B>) -> Answer {
        self.fast.call(cx, ())
    }

    #[timer("100ms", once)]
    #[group(Io)]
    fn keep(&self) {
        let slow = self.slow.clone();
        self.way.set(Arc::new(move |cx| slow.call(cx, ())));
    }
}

pub fn main() {
    blocks::<Demo>(|_, _| {});
}
