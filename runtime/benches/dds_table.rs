//! What a node on DDS keeps of its promises, row by row, with Eclipse Cyclone DDS as the other side.
//!
//! Where there is a Fast DDS, that is another one for large messages.
//! `.ci/run table`, or `cargo bench -p rosweave --features dds,msgs --bench dds_table -- [row ..]` with
//! `ROSWEAVE_PEER_PYTHON` set. With `--check` the rows are short, and bounds that no busy machine breaks are held.
//! `-- large 8388608` is about that length alone. `-- soak` goes on for ten minutes, or for `ROSWEAVE_SOAK` seconds.
//! `-- starts` has 1,000 programs start and call at once, `-- starts 200` so many.
#![allow(clippy::print_stdout, missing_docs)]

#[path = "../tests/interop/harness.rs"]
mod harness;
#[path = "dds_table/large.rs"]
mod large;
#[path = "dds_table/memory.rs"]
mod memory;
#[path = "dds_table/soak.rs"]
mod soak;
#[path = "dds_table/starts.rs"]
mod starts;
#[path = "dds_table/trips.rs"]
mod trips;
#[path = "../tests/interop/words.rs"]
mod words;

use std::task::Poll;
use std::time::{Duration, Instant};

use harness::{Peer, fast_peer, local_dds, python};
use rosweave::msgs::example_interfaces::srv::{AddTwoInts, AddTwoIntsRequest, AddTwoIntsResponse};
use rosweave::msgs::std_msgs::msg::String as StringMsg;
use rosweave::prelude::*;
use rosweave::{Dds, NodeHandle};

/// Says what it is told to.
#[node]
struct Talker {
    #[publisher("blob")]
    blob: Publisher<StringMsg>,
    #[publisher("one", qos(depth = 1))]
    one: Publisher<StringMsg>,
    #[publisher("ten")]
    ten: Publisher<StringMsg>,
    #[publisher("kept", qos(depth = 3, durability = transient_local))]
    kept: Publisher<StringMsg>,
    #[client("peer_add", timeout = "5s")]
    peer_add: Client<AddTwoInts>,
}

#[node]
impl Talker {
    /// Hears what is large.
    #[subscribe("busy_large")]
    fn on_large(&self, _text: &StringMsg) {}

    /// Keeps the server waiting.
    #[subscribe("busy")]
    fn on_busy(&self, _now: &StringMsg) {
        std::thread::sleep(Duration::from_millis(500));
    }

    #[service("add", type = AddTwoInts)]
    fn add(&self, request: AddTwoIntsRequest) -> AddTwoIntsResponse {
        AddTwoIntsResponse { sum: request.a + request.b }
    }
}

/// One program with its peer.
struct Pair {
    node: NodeHandle<Talker>,
    peer: Peer,
    dds: Dds,
}

impl Pair {
    async fn start(python: &str) -> Pair {
        Pair::with(|dds| Peer::start(python, dds)).await
    }

    async fn with(peer: impl FnOnce(&Dds) -> Peer) -> Pair {
        let dds = local_dds();
        let node = NodeOptions::new().start_on::<Talker, _>(&dds).await.unwrap();
        let peer = peer(&dds);
        Pair { node, peer, dds }
    }
}

/// How much of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Length {
    Short,
    Whole,
}

/// What was run, and what was not as it has to be.
struct Table {
    python: String,
    /// The peer with Fast DDS, where there is one.
    fast: Option<String>,
    /// The only lengths of large messages, or how many starts, if that is said.
    bytes: Vec<usize>,
    length: Length,
    faults: Vec<String>,
}

impl Table {
    /// One of two, by the table's length.
    fn pick<T>(&self, short: T, whole: T) -> T {
        if self.length == Length::Short { short } else { whole }
    }

    /// Prints a row, and notes whether its bound holds.
    fn row(&mut self, holds: bool, text: String) {
        println!("{}{text}", if holds { "" } else { "NOT AS IT HAS TO BE: " });
        if !holds {
            self.faults.push(text);
        }
    }

    async fn run(&mut self, row: &str) {
        match row {
            "large" => large::run(self).await,
            "stall" => stall(self).await,
            "burst" => burst(self).await,
            "late" => late(self).await,
            "calls" => calls(self).await,
            "fresh" => fresh(self).await,
            "memory" => memory::run(self).await,
            "trips" => trips::run(self).await,
            "soak" => soak::run(self).await,
            "starts" => starts::run(self).await,
            other => panic!("there is no row `{other}`"),
        }
    }
}

const ROWS: [&str; 8] = ["large", "stall", "burst", "late", "calls", "fresh", "memory", "trips"];

fn main() -> std::process::ExitCode {
    // The rows are all there is to read.
    harness::Log::get();
    if let Some(of) = starts::asked() {
        return starts::be_client(&of);
    }
    let Some(python) = python() else { return std::process::ExitCode::SUCCESS };
    let args = std::env::args().skip(1).filter(|arg| !arg.starts_with('-'));
    let (bytes, mut wanted): (Vec<String>, Vec<String>) = args.partition(|arg| arg.parse::<usize>().is_ok());
    let bytes = bytes.iter().filter_map(|arg| arg.parse().ok()).collect();
    if wanted.is_empty() {
        wanted = ROWS.map(str::to_owned).to_vec();
    }
    let is_checked = std::env::args().any(|arg| arg == "--check");
    let length = if is_checked { Length::Short } else { Length::Whole };
    let mut table = Table { python, fast: fast_peer(), bytes, length, faults: Vec::new() };
    for row in wanted {
        rosweave::block_on(table.run(&row)).unwrap();
    }
    if is_checked && !table.faults.is_empty() {
        std::process::ExitCode::FAILURE
    } else {
        std::process::ExitCode::SUCCESS
    }
}

/// Begins all before it waits for any.
async fn at_once<F: Future>(futures: impl IntoIterator<Item = F>) -> Vec<F::Output> {
    let mut waiting: Vec<_> = futures.into_iter().map(Box::pin).collect();
    let mut done = Vec::new();
    std::future::poll_fn(|context| {
        waiting.retain_mut(|future| match future.as_mut().poll(context) {
            Poll::Ready(output) => {
                done.push(output);
                false
            }
            Poll::Pending => true,
        });
        if waiting.is_empty() { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    done
}

async fn until(holds: impl Fn() -> bool) {
    while !holds() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

fn text(data: String) -> StringMsg {
    StringMsg { data }
}

fn heard_within(peer: &mut Peer, name: &str, count: usize, limit: Duration) -> Vec<String> {
    let mut all = Vec::new();
    while all.len() < count
        && let Some(heard) = peer.event_within(&format!("heard {name}"), limit)
    {
        all.push(heard);
    }
    all
}

/// Row 2: how long a small message takes behind eight of 512 KiB.
async fn stall(table: &mut Table) {
    let Pair { node, mut peer, .. } = Pair::start(&table.python).await;
    peer.tell("subscribe blob rt/blob Blob reliable,volatile,100");
    until(|| node.node().blob.subscriptions() == 1).await;
    for _ in 0..8 {
        node.node().blob.publish(text("x".repeat(512 << 10))).unwrap();
    }
    let start = Instant::now();
    node.node().blob.publish(text("x".repeat(64))).unwrap();
    let heard = heard_within(&mut peer, "blob", 9, Duration::from_secs(20)).len();
    let (took, lost) = (start.elapsed(), node.stats().handle("blob").unwrap().lost);
    table.row(
        heard == 9 && took < Duration::from_secs(10),
        format!("stall: {heard} of 9 arrived, {lost} pushed out, the last after {took:.1?}"),
    );
}

/// Rows 3 and 14: three thousand at once.
async fn burst(table: &mut Table) {
    let Pair { node, mut peer, .. } = Pair::start(&table.python).await;
    for (name, publisher) in [("one", &node.node().one), ("ten", &node.node().ten)] {
        peer.tell(&format!("subscribe {name} rt/{name} String reliable,volatile,4000"));
        until(|| publisher.subscriptions() == 1).await;
        let errors = (0..3_000).filter(|number| publisher.publish(text(number.to_string())).is_err()).count();
        let heard = heard_within(&mut peer, name, 3_000, Duration::from_secs(2));
        let numbers: Vec<u32> = heard.iter().map(|heard| heard.parse().unwrap()).collect();
        let disorder = numbers.windows(2).filter(|pair| pair[0] >= pair[1]).count();
        let last = numbers.last().copied().unwrap_or_default();
        let (count, lost) = (numbers.len(), node.stats().handle(name).unwrap().lost);
        table.row(
            errors == 0 && last == 2_999 && disorder == 0 && count as u64 + lost == 3_000,
            format!(
                "burst, {name}: {errors} errors, {count} heard, {lost} pushed out, the last is {last}, \
                 {disorder} out of order"
            ),
        );
    }
}

/// Rows 4 and 6: what a late joiner gets, and one where others have heard more.
async fn late(table: &mut Table) {
    let Pair { node, mut peer, dds } = Pair::start(&table.python).await;
    let kept = &node.node().kept;
    let errors = (0..3_000).filter(|number| kept.publish(text(number.to_string())).is_err()).count();
    peer.tell("subscribe late rt/kept String reliable,transient_local,100");
    let heard = heard_within(&mut peer, "late", 100, Duration::from_secs(1));
    table.row(
        errors == 0 && heard == ["2997", "2998", "2999"],
        format!("late: {errors} errors, a late joiner of depth 3 hears {heard:?}"),
    );
    (3_000..3_020).for_each(|number| kept.publish(text(number.to_string())).unwrap());
    heard_within(&mut peer, "late", 20, Duration::from_secs(5));
    let mut later = Peer::start(&table.python, &dds);
    later.tell("subscribe later rt/kept String reliable,transient_local,100");
    let heard = heard_within(&mut later, "later", 100, Duration::from_secs(1));
    table.row(
        heard == ["3017", "3018", "3019"],
        format!("late: where another one has heard 20 more, the next one hears {heard:?}"),
    );
}

/// Row 8: a thousand calls at once, to a server that is busy.
async fn calls(table: &mut Table) {
    const CALLS: usize = 1_000;
    let Pair { node, mut peer, .. } = Pair::start(&table.python).await;
    peer.tell("client c add");
    peer.tell("publish busy rt/busy String reliable,volatile,10");
    peer.matched("c", 1);
    peer.matched("busy", 1);
    peer.tell("send busy now");
    for call in 0..CALLS {
        peer.begin(&format!("call c {call} 1"));
    }
    let mut answered = 0;
    while answered < CALLS && peer.event_within("reply c", Duration::from_secs(5)).is_some() {
        answered += 1;
    }
    drop(node);
    table.row(answered == CALLS, format!("calls: {answered} of {CALLS} to a busy server answered"));
}

/// Row 7: clients that have just come, and call at once.
async fn fresh(table: &mut Table) {
    let starts = table.pick(40, 200);
    let mut missing = 0;
    let dds = local_dds();
    let mut peer = Peer::start(&table.python, &dds);
    peer.tell("serve s peer_add answer");
    for _ in 0..starts {
        let node = NodeOptions::new().start_on::<Talker, _>(&dds).await.unwrap();
        let (cx, client) = (node.async_cx(), &node.node().peer_add);
        client.wait_for_service(&*cx).await.unwrap();
        let calls = (0..8).map(|a| client.call(&*cx, AddTwoIntsRequest { a, b: 1 }));
        missing += at_once(calls).await.into_iter().filter(Result::is_err).count();
        node.stop().await.unwrap();
    }
    let all = 8 * starts;
    table.row(
        missing * 1_000 <= all.max(1_000),
        format!("fresh: {missing} of {all} calls without an answer, in {starts} starts"),
    );
}
