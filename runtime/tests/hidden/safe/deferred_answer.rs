//! A handler answers when the next measurement comes.

use std::sync::Mutex;

use frame::*;

#[node]
pub struct Demo {
    #[client("measure")]
    measure: Client<Ping, Io>,
    #[publisher("scan")]
    scan: Publisher<u32>,
    waiting: Mutex<Vec<Responder<Ping>>>,
}

#[node]
impl Demo {
    #[service("measure", type = Ping)]
    #[group(A)]
    fn measure(&self, _request: (), responder: Responder<Ping>) {
        self.waiting.lock().unwrap().push(responder);
    }

    #[subscribe("scan")]
    #[group(A)]
    fn on_scan(&self, _scan: u32) {
        let waiting = std::mem::take(&mut *self.waiting.lock().unwrap());
        waiting.into_iter().for_each(|responder| responder.send(()));
    }

    #[timer("1s", once)]
    #[group(B)]
    fn ask(&self, cx: &Cx<B>) -> Answer {
        self.measure.call(cx, ())
    }

    #[timer("100ms")]
    #[group(Io)]
    fn scan(&self) -> Result<(), PublishError> {
        self.scan.publish(1)
    }
}

pub fn main() {
    blocks::<Demo>(|_, _| {});
}
