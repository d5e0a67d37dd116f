//! Requests are answered later, by a timer of the same exclusive group.

use frame::*;

#[derive(Group, Default)]
pub struct Desk {
    open: Vec<Responder<Ping>>,
}

#[node]
pub struct Demo {
    #[client("later")]
    later: Client<Ping, Io>,
}

#[node]
impl Demo {
    #[service("later", type = Ping)]
    #[group(Desk)]
    fn later(&self, _request: (), responder: Responder<Ping>, desk: &mut Desk) {
        desk.open.push(responder);
    }

    #[timer("100ms")]
    #[group(Desk)]
    fn answer(&self, desk: &mut Desk) {
        desk.open.drain(..).for_each(|responder| {
            responder.send(());
        });
    }

    #[timer("1s")]
    #[group(Io)]
    async fn ask(&self, cx: &AsyncCx<Io>) -> Answer {
        self.later.call(cx, ()).await
    }
}

pub fn main() {
    blocks::<Demo>(|_, _| {});
}
