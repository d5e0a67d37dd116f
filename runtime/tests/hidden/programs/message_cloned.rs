//! A message asks where it is cloned for a callback.

use frame::*;

static THEIRS: Slot<Client<Ping, Io>> = Slot::new();
static CX: Slot<Arc<Lent<AsyncCx<NoGroup>>>> = Slot::new();

/// What is asked where nobody looks. What became of it is in the log.
fn ask() {
    if let Err(error) = block_on(THEIRS.get().call(&*CX.get(), ())) {
        tracing::error!(%error, "asked in vain");
    }
}

/// Who keeps it, so that it has to be cloned.
static KEPT: Slot<Arc<Load>> = Slot::new();

pub struct Load;

impl Clone for Load {
    fn clone(&self) -> Load {
        ask();
        Load
    }
}

#[node]
pub struct Demo {
    #[client("mine")]
    mine: Client<Ping, Io>,
    #[client("theirs")]
    theirs: Client<Ping, Io>,
    #[publisher("loads")]
    loads: Publisher<Load>,
}

#[node]
impl Demo {
    #[service("mine", type = Ping)]
    #[group(A)]
    fn mine(&self, _request: ()) {}

    #[subscribe("loads")]
    #[group(A)]
    fn heard(&self, load: Load) {
        let _ = &load;
    }

    #[service("theirs", type = Ping)]
    #[group(B)]
    async fn theirs(&self, _request: (), cx: &AsyncCx<B>) -> Answer {
        self.mine.call(cx, ()).await
    }

    #[subscribe("loads")]
    #[group(Io)]
    fn other(&self, load: Arc<Load>) {
        KEPT.set(load);
    }

    #[timer("1s", once)]
    #[group(Io)]
    fn publish(&self) -> Result<(), PublishError> {
        self.loads.publish(Load)
    }
}

pub fn main() {
    awaits::<Demo>(|_, node| {
        THEIRS.set(node.node().theirs.clone());
        CX.set(Arc::new(node.async_cx()));
    });
}
