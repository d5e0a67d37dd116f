// An inbox may have a `recv` of its own.
use rosweave::prelude::*;
use rosweave_ui_tests::runs;

#[derive(Default)]
struct Inbox;

impl Inbox {
    fn recv(&self) -> Result<u8, ()> {
        Err(())
    }

    fn recv_timeout(&self, _millis: u8) -> Option<u8> {
        None
    }
}

#[node]
struct Demo {
    inbox: Inbox,
}

#[node]
impl Demo {
    #[timer("1s")]
    async fn tick(&self) {
        assert!(self.inbox.recv().is_err());
        assert!(self.inbox.recv_timeout(1).is_none());
    }
}

fn main() {
    runs::<Demo>();
}
