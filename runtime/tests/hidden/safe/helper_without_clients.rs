//! A helper gets the context and no client, in a layout where a wait of this callback would close a ring.

use frame::*;

fn pause<G: Group>(cx: &Cx<G>, times: u32) -> Result<(), Stopped> {
    (0..times).try_for_each(|_| cx.sleep(Duration::from_millis(1)))
}

fn log(cx: &Cx<A>, what: &str) {
    tracing::info!(node = cx.node_name(), at = ?cx.now(), what);
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
    fn tick(&self, cx: &Cx<A>) -> Result<(), Stopped> {
        log(cx, "begins");
        pause(cx, 3)?;
        log(cx, "ends");
        Ok(())
    }

    #[timer("1s", once)]
    #[group(B)]
    fn plan(&self, cx: &Cx<B>) -> Answer {
        self.fast.call(cx, ())
    }

    #[timer("1s", once)]
    #[group(Io)]
    fn other(&self, cx: &Cx<Io>) -> Answer {
        self.slow.call(cx, ())
    }
}

pub fn main() {
    blocks::<Demo>(|_, _| {});
}
