//! A callback begins tasks that ask whom they like, and does not wait for them.

use frame::*;

#[node]
pub struct Demo {
    #[client("mine")]
    mine: Client<Ping, Io>,
}

#[node]
impl Demo {
    #[service("mine", type = Ping)]
    #[group(A)]
    fn mine(&self, _request: ()) {}

    #[timer("1s")]
    #[group(A)]
    async fn tick(&self, cx: &AsyncCx<A>) {
        let mine = self.mine.clone();
        cx.spawn(move |cx| async move {
            if let Err(error) = mine.call(&*cx, ()).await {
                tracing::error!(%error, "deadlock: or anything else");
            }
        });
    }
}

pub fn main() {
    blocks::<Demo>(|_, _| {});
}
