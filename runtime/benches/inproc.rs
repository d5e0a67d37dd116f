//! In-process latency, throughput and round trip, each beside the same path written by hand on tokio.
//!
//! `cargo bench -p rosweave` prints criterion's report and then the ratios: what rosweave takes, divided by
//! what the program by hand takes, from the same run.
#![allow(missing_docs)]

use std::future::Future;
use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{BatchSize, Criterion};
use rosweave::prelude::*;
use rosweave::{InProcess, NodeHandle};
use tokio::runtime::Runtime;
use tokio::sync::{mpsc, oneshot};

/// Messages in one measurement of throughput.
const BURST: u64 = 1_000;

struct Double;

impl Service for Double {
    type Request = u64;
    type Response = u64;
}

#[derive(Group, Default)]
#[group(reentrant)]
struct Io;

/// Hands what it hears to the benchmark.
#[node]
struct Sink {
    #[client("double")]
    double: Client<Double, Io>,
    #[publisher("numbers", qos(depth = 2000))]
    numbers: Publisher<u64>,
    heard: mpsc::UnboundedSender<u64>,
}

tokio::task_local! {
    static HEARD: mpsc::UnboundedSender<u64>;
}

#[node]
impl Sink {
    #[init]
    fn init(h: Handles<Self>) -> Self {
        Sink { double: h.double, numbers: h.numbers, heard: HEARD.with(Clone::clone) }
    }

    #[subscribe("numbers", qos(depth = 2000))]
    fn number(&self, number: &u64) {
        let _ = self.heard.send(*number);
    }
}

#[node]
struct Doubler;

#[node]
impl Doubler {
    #[service("double", type = Double)]
    fn double(&self, number: u64) -> u64 {
        number * 2
    }
}

/// Both nodes on a graph of their own.
struct Woven {
    sink: NodeHandle<Sink>,
    _doubler: NodeHandle<Doubler>,
    heard: mpsc::UnboundedReceiver<u64>,
}

impl Woven {
    async fn start() -> Woven {
        let graph = InProcess::private();
        let (sender, heard) = mpsc::unbounded_channel();
        let start = NodeOptions::new().start_on::<Sink, _>(&graph);
        let sink = HEARD.scope(sender, start).await.expect("starts");
        let doubler = NodeOptions::new().start_on::<Doubler, _>(&graph).await.expect("starts");
        sink.node().double.wait_for_service(&sink.async_cx()).await.expect("is there");
        Woven { sink, _doubler: doubler, heard }
    }
}

/// The same paths by hand: a task that forwards messages, a task that answers requests.
struct ByHand {
    numbers: mpsc::Sender<Arc<u64>>,
    heard: mpsc::UnboundedReceiver<u64>,
    requests: mpsc::Sender<(u64, oneshot::Sender<u64>)>,
}

impl ByHand {
    fn start() -> ByHand {
        let (numbers, mut inbox) = mpsc::channel::<Arc<u64>>(2000);
        let (sender, heard) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Some(number) = inbox.recv().await {
                let _ = sender.send(*number);
            }
        });
        let (requests, mut asked) = mpsc::channel::<(u64, oneshot::Sender<u64>)>(2000);
        tokio::spawn(async move {
            while let Some((number, answer)) = asked.recv().await {
                let _ = answer.send(number * 2);
            }
        });
        ByHand { numbers, heard, requests }
    }

    async fn double(&self, number: u64) -> u64 {
        let (answer, answered) = oneshot::channel();
        self.requests.send((number, answer)).await.expect("is taken");
        answered.await.expect("is answered")
    }
}

/// The median time of one round, and the same for criterion's report.
struct Bench<'a> {
    criterion: &'a mut Criterion,
    runtime: &'a Runtime,
}

impl Bench<'_> {
    fn median<F: Future>(&mut self, name: &str, mut round: impl FnMut() -> F) -> Duration {
        self.criterion.bench_function(name, |bencher| {
            bencher.iter_batched(|| (), |()| self.runtime.block_on(round()), BatchSize::SmallInput);
        });
        let mut times: Vec<_> = (0..501)
            .map(|_| {
                let start = Instant::now();
                black_box(self.runtime.block_on(round()));
                start.elapsed()
            })
            .collect();
        times.sort();
        times[times.len() / 2]
    }
}

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let mut criterion = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(2))
        .configure_from_args();
    let mut bench = Bench { criterion: &mut criterion, runtime: &runtime };
    let woven = tokio::sync::Mutex::new(runtime.block_on(Woven::start()));
    let by_hand = tokio::sync::Mutex::new(runtime.block_on(async { ByHand::start() }));

    let mut rows = Vec::new();
    let ours = bench.median("one way/rosweave", || async {
        let mut woven = woven.lock().await;
        woven.sink.node().numbers.publish(1).expect("is sent");
        woven.heard.recv().await
    });
    let theirs = bench.median("one way/by hand", || async {
        let mut by_hand = by_hand.lock().await;
        by_hand.numbers.send(Arc::new(1)).await.expect("is sent");
        by_hand.heard.recv().await
    });
    rows.push(("one message, one way", ours, theirs));

    let ours = bench.median("burst/rosweave", || async {
        let mut woven = woven.lock().await;
        for number in 0..BURST {
            woven.sink.node().numbers.publish(number).expect("is sent");
        }
        for _ in 0..BURST {
            woven.heard.recv().await;
        }
    });
    let theirs = bench.median("burst/by hand", || async {
        let mut by_hand = by_hand.lock().await;
        for number in 0..BURST {
            by_hand.numbers.send(Arc::new(number)).await.expect("is sent");
        }
        for _ in 0..BURST {
            by_hand.heard.recv().await;
        }
    });
    rows.push(("1,000 messages in a burst", ours, theirs));

    let ours = bench.median("round trip/rosweave", || async {
        let woven = woven.lock().await;
        let cx = woven.sink.async_cx();
        woven.sink.node().double.call(&cx, 21).await
    });
    let theirs = bench.median("round trip/by hand", || async { by_hand.lock().await.double(21).await });
    rows.push(("service round trip", ours, theirs));

    report(&rows);
    criterion.final_summary();
}

#[allow(clippy::print_stdout)]
fn report(rows: &[(&str, Duration, Duration)]) {
    println!("| path (median of 501) | rosweave | by hand on tokio | ratio |\n|---|---|---|---|");
    for (name, ours, theirs) in rows {
        let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
        println!("| {name} | {ours:.1?} | {theirs:.1?} | {ratio:.2} |");
    }
}
