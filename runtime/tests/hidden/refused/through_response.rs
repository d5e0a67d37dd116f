//! The client comes in a response.

use frame::*;

struct Lend;

impl Service for Lend {
    type Request = ();
    type Response = Client<Ping, B>;
}

#[node]
pub struct Demo {
    #[client("fast")]
    fast: Client<Ping, A>,
    #[client("slow")]
    slow: Client<Ping, B>,
    #[client("lend")]
    lend: Client<Lend, Io>,
    got: Slot<Client<Ping, B>>,
}

#[node]
impl Demo {
    #[timer("1s", once)]
    #[group(A)]
    fn tick(&self, cx: &Cx<A>) -> Answer {
        self.got.get().call(cx, ())
    }

    #[timer("1h")]
    #[group(B)]
    fn plan(&self, cx: &Cx<B>) -> Answer {
        self.fast.call(cx, ())
    }

    #[service("lend", type = Lend)]
    #[group(Io)]
    fn lends(&self, _request: ()) -> Client<Ping, B> {
        self.slow.clone()
    }

    #[timer("100ms", once)]
    #[group(Io)]
    async fn borrow(&self, cx: &AsyncCx<Io>) -> Answer {
        self.got.set(self.lend.call(cx, ()).await?);
        Ok(())
    }
}

pub fn main() {
    blocks::<Demo>(|_, _| {});
}
