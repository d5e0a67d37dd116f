//! A channel leads from a subscription to an async callback, and back.

use std::sync::Mutex;

use frame::*;
use tokio::sync::mpsc;

type Jobs = (mpsc::Sender<u32>, Mutex<Option<mpsc::Receiver<u32>>>);

#[node]
pub struct Demo {
    #[client("slow")]
    slow: Client<Ping, Io>,
    #[publisher("jobs")]
    jobs: Publisher<u32>,
    queue: Jobs,
}

#[node]
impl Demo {
    #[init]
    fn init(h: Handles<Self>) -> Self {
        let (sender, receiver) = mpsc::channel(8);
        Demo { slow: h.slow, jobs: h.jobs, queue: (sender, Mutex::new(Some(receiver))) }
    }

    #[subscribe("jobs")]
    #[group(Io)]
    fn on_job(&self, job: u32) -> Result<(), &'static str> {
        self.queue.0.try_send(job).map_err(|_| "too many jobs")
    }

    #[timer("100ms", once)]
    #[group(A)]
    async fn work(&self, cx: &AsyncCx<A>) -> Answer {
        let Some(mut jobs) = self.queue.1.lock().unwrap().take() else { return Ok(()) };
        // They come in any order: the group of their subscription is reentrant.
        for _ in 0..3 {
            let Some(_job) = jobs.recv().await else { break };
            self.slow.call(cx, ()).await?;
        }
        Ok(())
    }

    #[timer("200ms", once)]
    #[group(B)]
    fn enqueue(&self) -> Result<(), PublishError> {
        (1..=3).try_for_each(|job| self.jobs.publish(job))
    }
}

pub fn main() {
    blocks::<Demo>(|_, _| {});
}
