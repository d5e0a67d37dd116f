//! A validator asks, for a change that a callback makes.

use frame::*;

static SLOW: Slot<Client<Ping, B>> = Slot::new();
static CX: Slot<Arc<Lent<AsyncCx<NoGroup>>>> = Slot::new();

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
    #[validate]
    fn check(values: &Values<Self>) -> Result<(), String> {
        match values.gain {
            0 => Ok(()),
            _ => block_on(SLOW.get().call(&*CX.get(), ())).map_err(|error| error.to_string()),
        }
    }

    #[timer("1s", once)]
    #[group(A)]
    fn tick(&self) -> Result<(), rosweave::ParameterError> {
        self.gain.set(1)
    }

    #[timer("1h")]
    #[group(B)]
    fn plan(&self, cx: &Cx<B>) -> Answer {
        self.fast.call(cx, ())
    }
}

pub fn main() {
    blocks::<Demo>(|_, node| {
        SLOW.set(node.node().slow.clone());
        CX.set(Arc::new(node.async_cx()));
    });
}
