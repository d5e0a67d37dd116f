use tokio::sync::oneshot::Receiver;

use rosweave::prelude::*;
use rosweave_ui_tests::StringMsg;

#[node]
struct Demo;

#[node]
impl Demo {
    #[subscribe("chatter")]
    async fn on_chatter(&self, _msg: &StringMsg) {
        let lines: Receiver<u8> = lines();
        let _ = lines.blocking_recv();
    }
}

fn lines() -> Receiver<u8> {
    tokio::sync::oneshot::channel().1
}

fn main() {}
