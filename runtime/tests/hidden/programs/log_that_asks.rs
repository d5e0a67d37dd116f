//! A log asks for whatever is logged.

use frame::*;

static SLOW: Slot<Client<Ping, B>> = Slot::new();
static CX: Slot<Arc<Lent<AsyncCx<NoGroup>>>> = Slot::new();

#[derive(Clone)]
struct Asks(Arc<Slot<Answer>>);

impl tracing::Subscriber for Asks {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        tracing::span::Id::from_u64(1)
    }

    fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}
    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}

    fn event(&self, _: &tracing::Event<'_>) {
        self.0.set(block_on(SLOW.get().call(&*CX.get(), ())));
    }

    fn enter(&self, _: &tracing::span::Id) {}
    fn exit(&self, _: &tracing::span::Id) {}
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
    fn tick(&self) -> Answer {
        let log = Asks(Arc::default());
        tracing::subscriber::with_default(log.clone(), || tracing::info!("ticks"));
        log.0.take()
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
