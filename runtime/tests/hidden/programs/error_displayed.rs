//! The error that a callback returns asks where it is shown.

use frame::*;

static THEIRS: Slot<Client<Ping, Io>> = Slot::new();
static CX: Slot<Arc<Lent<AsyncCx<NoGroup>>>> = Slot::new();

/// What is asked where nobody looks. What became of it is in the log.
fn ask() {
    if let Err(error) = block_on(THEIRS.get().call(&*CX.get(), ())) {
        tracing::error!(%error, "asked in vain");
    }
}

struct Failure;

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        ask();
        f.write_str("on purpose")
    }
}

#[node]
pub struct Demo {
    #[client("mine")]
    mine: Client<Ping, Io>,
    #[client("theirs")]
    theirs: Client<Ping, Io>,
}

#[node]
impl Demo {
    #[service("mine", type = Ping)]
    #[group(A)]
    async fn mine(&self, _request: ()) -> Result<(), Failure> {
        Err(Failure)
    }

    #[service("theirs", type = Ping)]
    #[group(B)]
    async fn theirs(&self, _request: (), cx: &AsyncCx<B>) -> Answer {
        self.mine.call(cx, ()).await
    }
}

pub fn main() {
    awaits::<Demo>(|_, node| {
        THEIRS.set(node.node().theirs.clone());
        CX.set(Arc::new(node.async_cx()));
    });
}
