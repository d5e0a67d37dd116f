//! A callback of changes asks.

use frame::*;

static SLOW: Slot<Client<Ping, B>> = Slot::new();

#[node]
pub struct Demo {
    #[client("fast")]
    fast: Client<Ping, A>,
    #[client("slow")]
    slow: Client<Ping, B>,
    #[parameter(default = 0)]
    gain: Parameter<i64>,
}

#[node]
impl Demo {
    #[on_change(gain)]
    #[group(A)]
    fn tick(&self, _change: &Change<Self>, cx: &Cx<A>) -> Answer {
        SLOW.get().call(cx, ())
    }

    #[timer("1h")]
    #[group(B)]
    fn plan(&self, cx: &Cx<B>) -> Answer {
        self.fast.call(cx, ())
    }

    #[timer("1s", once)]
    #[group(Io)]
    fn tune(&self) -> Result<(), rosweave::ParameterError> {
        self.gain.set(1)
    }
}

pub fn main() {
    blocks::<Demo>(|_, node| SLOW.set(node.node().slow.clone()));
}
