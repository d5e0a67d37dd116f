//! The error that a callback makes and drops has an end of its own.

use frame::*;

static ENDED: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);

#[derive(Debug)]
struct Refusal;

impl Drop for Refusal {
    fn drop(&mut self) {
        ENDED.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    }
}

#[node]
pub struct Demo {
    #[client("slow")]
    slow: Client<Ping, Io>,
}

#[node]
impl Demo {
    #[timer("1s")]
    #[group(A)]
    fn tick(&self, cx: &Cx<A>) -> Answer {
        let refused: Result<(), Refusal> = Err(Refusal);
        drop(refused);
        self.slow.call(cx, ())
    }
}

pub fn main() {
    blocks::<Demo>(|_, _| {});
}
