// What was sent is there: `recv` does not wait.
use rosweave::prelude::*;
use rosweave_ui_tests::runs;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    async fn tick(&self) {
        let received = {
            let (sender, receiver) = std::sync::mpsc::channel();
            sender.send(7).expect("the receiver is there");
            receiver.recv()
        };
        assert_eq!(received, Ok(7));
    }
}

fn main() {
    runs::<Demo>();
}
