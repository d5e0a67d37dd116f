//! The nodes that are measured.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, mpsc};
use std::time::Instant;

use rosweave::prelude::*;

use crate::table::median;

pub(crate) fn message() -> Arc<String> {
    Arc::new("x".repeat(1024))
}

/// Hears itself a number of times.
#[node]
pub(crate) struct Chain {
    #[publisher("chain")]
    pub(crate) chain: Publisher<String>,
    pub(crate) left: AtomicU64,
    /// How often in all, and since when.
    pub(crate) hops: AtomicU64,
    begun: Mutex<Option<Instant>>,
    pub(crate) done: Mutex<Option<mpsc::Sender<Duration>>>,
}

#[node]
impl Chain {
    #[subscribe("chain")]
    fn heard(&self, message: Arc<String>) -> Result<(), PublishError> {
        let left = self.left.fetch_sub(1, Ordering::Relaxed);
        if left == self.hops.load(Ordering::Relaxed) {
            // To be woken first is another row's.
            *self.begun.lock().unwrap() = Some(Instant::now());
        }
        if left > 1 {
            return self.chain.publish(message);
        }
        let begun = self.begun.lock().unwrap().take();
        if let (Some(done), Some(begun)) = (&*self.done.lock().unwrap(), begun) {
            let _ = done.send(begun.elapsed());
        }
        Ok(())
    }
}

/// Publishes 500 times a second, and hears how late that is.
#[node]
pub(crate) struct Paced {
    #[publisher("paced")]
    paced: Publisher<String>,
    message: Mutex<Option<Arc<String>>>,
    sent: Mutex<Option<Instant>>,
    pub(crate) took: Mutex<Vec<f64>>,
}

#[node]
impl Paced {
    #[timer("2ms")]
    fn tick(&self) -> Result<(), PublishError> {
        let message = self.message.lock().unwrap().get_or_insert_with(message).clone();
        *self.sent.lock().unwrap() = Some(Instant::now());
        self.paced.publish(message)
    }

    #[subscribe("paced")]
    fn heard(&self, _message: &String) {
        if let Some(sent) = self.sent.lock().unwrap().take() {
            self.took.lock().unwrap().push(sent.elapsed().as_nanos() as f64);
        }
    }
}

#[node]
pub(crate) struct Source {
    #[publisher("topic", qos(depth = 2000))]
    pub(crate) topic: Publisher<String>,
}

#[node]
impl Source {
    #[timer("1h")]
    fn idle(&self) {}
}

/// Tells of every so many messages.
#[node]
pub(crate) struct Sink {
    pub(crate) every: AtomicU64,
    heard: AtomicU64,
    pub(crate) told: Mutex<Option<mpsc::Sender<Instant>>>,
}

#[node]
impl Sink {
    #[subscribe("topic", qos(depth = 2000))]
    fn heard(&self, _message: &String) {
        let heard = self.heard.fetch_add(1, Ordering::Relaxed) + 1;
        if heard.is_multiple_of(self.every.load(Ordering::Relaxed))
            && let Some(told) = &*self.told.lock().unwrap()
        {
            let _ = told.send(Instant::now());
        }
    }
}

impl Sink {
    pub(crate) fn restart(&self) {
        self.heard.store(0, Ordering::Relaxed);
    }
}

pub(crate) struct Double;

impl Service for Double {
    type Request = u64;
    type Response = u64;
}

#[node]
pub(crate) struct Doubler;

#[node]
impl Doubler {
    #[service("double", type = Double)]
    fn double(&self, number: u64) -> u64 {
        number * 2
    }
}

#[derive(Group, Default)]
pub(crate) struct Blocks;

/// Calls as often as it is told, and tells how long one call took.
#[node]
pub(crate) struct Caller {
    #[client("double")]
    double: Client<Double>,
    #[publisher("await")]
    pub(crate) awaits: Publisher<u64>,
    #[publisher("block")]
    pub(crate) blocks: Publisher<u64>,
    pub(crate) told: Mutex<Option<mpsc::Sender<f64>>>,
}

#[node]
impl Caller {
    #[subscribe("await")]
    async fn on_await(&self, count: u64, cx: &AsyncCx) -> Result<(), CallError> {
        let start = Instant::now();
        for number in 0..count {
            self.double.call(cx, number).await?;
        }
        self.tell(start.elapsed().as_nanos() as f64 / count as f64);
        Ok(())
    }

    #[subscribe("block")]
    #[group(Blocks)]
    fn on_block(&self, count: u64, cx: &Cx<Blocks>) -> Result<(), CallError> {
        let mut took = Vec::new();
        for number in 0..count {
            let start = Instant::now();
            self.double.call(cx, number)?;
            took.push(start.elapsed().as_nanos() as f64);
        }
        self.tell(median(took));
        Ok(())
    }
}

impl Caller {
    fn tell(&self, took: f64) {
        if let Some(told) = &*self.told.lock().unwrap() {
            let _ = told.send(took);
        }
    }
}

/// A timer that notes how late it is called, and when.
macro_rules! timer_node {
    ($node:ident, $period:literal) => {
        #[node]
        pub(crate) struct $node {
            pub(crate) calls: Mutex<Vec<(Instant, f64)>>,
        }

        #[node]
        impl $node {
            #[timer($period)]
            fn tick(&self, timer: &Timer) {
                let late = timer.scheduled().map_or(0.0, |due| timer.now().since(due).as_nanos() as f64);
                self.calls.lock().unwrap().push((Instant::now(), late));
            }
        }
    };
}

timer_node!(Slow, "20ms");
timer_node!(Fast, "1ms");

/// Keeps a thread for 200 ms at a time, without a pause.
#[node]
pub(crate) struct Busy;

#[node]
impl Busy {
    #[timer("200ms")]
    fn work(&self) {
        let start = Instant::now();
        while start.elapsed() < Duration::from_millis(200) {
            std::hint::spin_loop();
        }
    }
}

#[node]
pub(crate) struct One;

#[node]
impl One {
    #[subscribe("a0")]
    fn s0(&self, _m: &String) {}
}

#[node]
pub(crate) struct Twenty;

#[node]
impl Twenty {
    #[subscribe("a0")]
    fn s0(&self, _m: &String) {}
    #[subscribe("a1")]
    fn s1(&self, _m: &String) {}
    #[subscribe("a2")]
    fn s2(&self, _m: &String) {}
    #[subscribe("a3")]
    fn s3(&self, _m: &String) {}
    #[subscribe("a4")]
    fn s4(&self, _m: &String) {}
    #[subscribe("a5")]
    fn s5(&self, _m: &String) {}
    #[subscribe("a6")]
    fn s6(&self, _m: &String) {}
    #[subscribe("a7")]
    fn s7(&self, _m: &String) {}
    #[subscribe("a8")]
    fn s8(&self, _m: &String) {}
    #[subscribe("a9")]
    fn s9(&self, _m: &String) {}
    #[subscribe("b0")]
    fn t0(&self, _m: &String) {}
    #[subscribe("b1")]
    fn t1(&self, _m: &String) {}
    #[subscribe("b2")]
    fn t2(&self, _m: &String) {}
    #[subscribe("b3")]
    fn t3(&self, _m: &String) {}
    #[subscribe("b4")]
    fn t4(&self, _m: &String) {}
    #[subscribe("b5")]
    fn t5(&self, _m: &String) {}
    #[subscribe("b6")]
    fn t6(&self, _m: &String) {}
    #[subscribe("b7")]
    fn t7(&self, _m: &String) {}
    #[subscribe("b8")]
    fn t8(&self, _m: &String) {}
    #[subscribe("b9")]
    fn t9(&self, _m: &String) {}
}
