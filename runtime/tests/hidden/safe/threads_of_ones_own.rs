//! A callback hands work to a thread that blocks on a channel, and does not wait for it.

use std::sync::Mutex;
use std::sync::mpsc::{Sender, channel};

use frame::*;

#[node]
pub struct Demo {
    #[client("slow")]
    slow: Client<Ping, A>,
    work: Mutex<Sender<u32>>,
}

#[node]
impl Demo {
    #[init]
    fn init(h: Handles<Self>) -> Self {
        let (sender, receiver) = channel::<u32>();
        std::thread::spawn(move || {
            while let Ok(work) = receiver.recv() {
                std::hint::black_box(work);
            }
        });
        Demo { slow: h.slow, work: Mutex::new(sender) }
    }

    #[timer("1s")]
    #[group(A)]
    async fn tick(&self, cx: &AsyncCx<A>) -> Answer {
        self.slow.call(cx, ()).await?;
        let (sender, receiver) = channel::<u32>();
        let _ = sender.send(7);
        std::thread::spawn(move || receiver.recv());
        let _ = self.work.lock().unwrap().send(7);
        Ok(())
    }
}

pub fn main() {
    blocks::<Demo>(|_, _| {});
}
