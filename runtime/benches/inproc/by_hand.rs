//! The floors: the same paths written by hand, on tokio's channels or on plain threads.

use std::collections::VecDeque;
use std::sync::{Mutex, mpsc as blocking};
use std::time::{Duration, Instant};

use rosweave::prelude::Arc;
use tokio::runtime::Runtime;
use tokio::sync::{Notify, mpsc, oneshot};

use crate::nodes::message;
use crate::table::median;

/// One task sends to itself.
pub(crate) fn chain(runtime: &Runtime, count: u64) -> f64 {
    let task = runtime.spawn(async move {
        let (sender, mut receiver) = mpsc::channel(10);
        let (start, mut message) = (Instant::now(), message());
        for _ in 0..count {
            sender.send(message).await.expect("is taken");
            message = receiver.recv().await.expect("is there");
        }
        start.elapsed().as_nanos() as f64 / count as f64
    });
    runtime.block_on(task).expect("ends")
}

/// One task sends to another one 500 times a second.
pub(crate) fn paced(runtime: &Runtime, count: usize) -> f64 {
    let (sender, mut receiver) = mpsc::channel::<(Arc<String>, Instant)>(10);
    let task = runtime.spawn(async move {
        let mut took = Vec::new();
        while let Some((_message, sent)) = receiver.recv().await {
            took.push(sent.elapsed().as_nanos() as f64);
        }
        median(took)
    });
    runtime.spawn(async move {
        let message = message();
        for _ in 0..count {
            tokio::time::sleep(Duration::from_millis(2)).await;
            let _ = sender.send((message.clone(), Instant::now())).await;
        }
    });
    runtime.block_on(task).expect("ends")
}

/// A task that tells of every so many messages.
pub(crate) struct Sink {
    pub(crate) topic: mpsc::Sender<Arc<String>>,
    pub(crate) told: blocking::Receiver<Instant>,
}

impl Sink {
    pub(crate) fn start(runtime: &Runtime, every: u64) -> Sink {
        let (topic, mut inbox) = mpsc::channel::<Arc<String>>(2000);
        let (tell, told) = blocking::channel();
        runtime.spawn(async move {
            let mut heard = 0u64;
            while inbox.recv().await.is_some() {
                heard += 1;
                if heard.is_multiple_of(every) {
                    let _ = tell.send(Instant::now());
                }
            }
        });
        Sink { topic, told }
    }
}

/// The same with what a topic promises: it keeps the newest, counts the others, and each has its number and its time.
pub(crate) struct KeepLast {
    queue: Mutex<(VecDeque<Numbered>, u64)>,
    filled: Notify,
}

type Numbered = (Arc<String>, u64, Instant);

const DEPTH: usize = 2000;

impl KeepLast {
    pub(crate) fn start(runtime: &Runtime, every: u64) -> (Arc<KeepLast>, blocking::Receiver<Instant>) {
        let topic = Arc::new(KeepLast { queue: Mutex::default(), filled: Notify::new() });
        let (tell, told) = blocking::channel();
        let inbox = topic.clone();
        runtime.spawn(async move {
            let mut heard = 0u64;
            loop {
                let next = inbox.queue.lock().unwrap().0.pop_front();
                if next.is_none() {
                    inbox.filled.notified().await;
                    continue;
                }
                heard += 1;
                if heard.is_multiple_of(every) && tell.send(Instant::now()).is_err() {
                    return;
                }
            }
        });
        (topic, told)
    }

    pub(crate) fn send(&self, message: Arc<String>) {
        let mut queue = self.queue.lock().unwrap();
        queue.1 += 1;
        let number = queue.1;
        queue.0.push_back((message, number, Instant::now()));
        let gone = if queue.0.len() > DEPTH { queue.0.pop_front() } else { None };
        drop(queue);
        drop(gone);
        self.filled.notify_one();
    }
}

/// A task that asks another one.
pub(crate) fn awaits(runtime: &Runtime, count: u64) -> f64 {
    let (requests, mut asked) = mpsc::channel::<(u64, oneshot::Sender<u64>)>(10);
    runtime.spawn(async move {
        while let Some((number, answer)) = asked.recv().await {
            let _ = answer.send(number * 2);
        }
    });
    let task = runtime.spawn(async move {
        let start = Instant::now();
        for number in 0..count {
            let (answer, answered) = oneshot::channel();
            requests.send((number, answer)).await.expect("is taken");
            answered.await.expect("is answered");
        }
        start.elapsed().as_nanos() as f64 / count as f64
    });
    runtime.block_on(task).expect("ends")
}

/// A thread that asks another one: the median, for it is the system that wakes them.
pub(crate) fn blocks(count: u64) -> f64 {
    let (requests, asked) = blocking::channel::<(u64, blocking::Sender<u64>)>();
    let server = std::thread::spawn(move || {
        while let Ok((number, answer)) = asked.recv() {
            let _ = answer.send(number * 2);
        }
    });
    let (answer, answered) = blocking::channel();
    let took = (0..count).map(|number| {
        let start = Instant::now();
        requests.send((number, answer.clone())).expect("is taken");
        answered.recv().expect("is answered");
        start.elapsed().as_nanos() as f64
    });
    let took = median(took.collect());
    drop(requests);
    server.join().expect("ends");
    took
}

/// A plain thread that sleeps from call to call: when it was called, and how late, in nanoseconds.
pub(crate) fn timer(period: Duration, time: Duration, sharp: bool) -> Vec<(Instant, f64)> {
    let thread = std::thread::spawn(move || {
        #[cfg(target_os = "linux")]
        if sharp {
            let _ = rustix::thread::set_current_timer_slack(std::num::NonZeroU64::new(1));
        }
        let (start, mut calls, mut next) = (Instant::now(), Vec::new(), period);
        while start.elapsed() < time {
            std::thread::sleep(next.saturating_sub(start.elapsed()));
            let now = Instant::now();
            let late = now - start - next;
            calls.push((now, late.as_nanos() as f64));
            next += period * (1 + (late.as_nanos() / period.as_nanos()) as u32);
        }
        calls
    });
    thread.join().expect("ends")
}
