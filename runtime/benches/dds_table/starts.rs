//! Row 7 at length: clients in programs that have just started, and call at once. Ours with servers of ours, on Cyclone
//! DDS and on Fast DDS; and theirs with a server of ours.

use std::process::{Child, Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use rosweave::msgs::example_interfaces::srv::{AddTwoInts, AddTwoIntsRequest};
use rosweave::prelude::*;
use rosweave::{Dds, NodeHandle};

use crate::harness::{Peer, local_dds};
use crate::words::{Text, Words};
use crate::{Table, Talker, at_once};

/// How many calls each makes, all at once.
const CALLS: usize = 8;
/// How many clients there are at once, in the second half of the starts.
const ABREAST: usize = 8;
/// So many clients have one peer as their server: one that has ended and was not heard to say so would keep it from answering
/// the others, until its lease is over.
const BY_ONE_PEER: usize = 8;
/// Tells a program that it is a client, and whose.
const CLIENT: &str = "ROSWEAVE_STARTS_CLIENT";
/// How long a client waits for an answer.
const LIMIT: Duration = Duration::from_secs(5);

/// Has just come.
#[node]
struct Newcomer {
    #[client("add", timeout = "5s")]
    own: Client<AddTwoInts>,
    #[client("peer_add", timeout = "5s")]
    cyclone: Client<AddTwoInts>,
    #[client("peer_words", timeout = "5s")]
    fast: Client<Words>,
}

#[node]
impl Newcomer {}

/// Answers those who have just come.
#[node]
struct Host {}

#[node]
impl Host {
    #[service("words", type = Words)]
    fn words(&self, request: Text) -> Text {
        request
    }
}

/// What came of some starts.
#[derive(Default)]
struct Outcome {
    starts: usize,
    missing: usize,
    /// When each had its last answer, from when it began to call.
    times: Vec<Duration>,
}

impl Outcome {
    fn add(&mut self, answered: usize, took: Duration) {
        self.starts += 1;
        self.missing += CALLS - answered;
        self.times.push(took);
    }

    fn tell(mut self, table: &mut Table, who: &str) {
        self.times.sort();
        let (starts, all) = (self.starts, CALLS * self.starts);
        let at = |percent: usize| self.times[(starts * percent / 100).min(starts - 1)];
        table.row(
            self.missing * 1_000 <= all.max(1_000),
            format!(
                "starts: {who}: {} of {all} calls without an answer, in {starts} starts; all answered after {:.1?} in \
                 the middle, {:.1?} for one in ten, {:.1?} at the worst",
                self.missing,
                at(50),
                at(90),
                at(100)
            ),
        );
    }
}

/// Whether this program is a client, and whose.
pub(crate) fn asked() -> Option<String> {
    std::env::var(CLIENT).ok()
}

/// Calls, and prints how many answers there were, and after how many microseconds the last one came.
pub(crate) fn be_client(of: &str) -> ExitCode {
    let run = async {
        let domain = std::env::var("ROS_DOMAIN_ID").unwrap().parse().unwrap();
        let dds = Dds::options().domain(domain).localhost().open().unwrap();
        let node = NodeOptions::new().start_on::<Newcomer, _>(&dds).await.unwrap();
        let (answered, took) = call(&node, of).await;
        println!("{answered} {}", took.as_micros());
        node.stop().await.unwrap();
    };
    rosweave::block_on(run).unwrap();
    ExitCode::SUCCESS
}

async fn call(node: &NodeHandle<Newcomer>, of: &str) -> (usize, Duration) {
    let (cx, clients) = (node.async_cx(), node.node());
    let begin = Instant::now;
    let add = |a| AddTwoIntsRequest { a, b: 1 };
    let (start, answers): (_, Vec<bool>) = match of {
        "fast" => {
            clients.fast.wait_for_service_timeout(&*cx, 2 * LIMIT).await;
            let text = || Text { text: "words".to_owned() };
            let calls = (0..CALLS).map(|_| clients.fast.call(&*cx, text()));
            (begin(), at_once(calls).await.iter().map(Result::is_ok).collect())
        }
        _ => {
            let client = if of == "own" { &clients.own } else { &clients.cyclone };
            client.wait_for_service_timeout(&*cx, 2 * LIMIT).await;
            let calls = (0..).take(CALLS).map(|a| client.call(&*cx, add(a)));
            (begin(), at_once(calls).await.iter().map(Result::is_ok).collect())
        }
    };
    (answers.into_iter().filter(|is_answered| *is_answered).count(), start.elapsed())
}

/// Starts clients of ours, one after another, and then `most` at once. `server` starts what they call.
fn ours(dds: &Dds, of: &str, starts: usize, most: usize, server: impl Fn() -> Option<Peer>) -> Outcome {
    let start = || {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.env(CLIENT, of).env("ROS_DOMAIN_ID", dds.domain().to_string()).stdout(Stdio::piped());
        command.spawn().unwrap()
    };
    let (mut outcome, mut peer, mut due) = (Outcome::default(), None, 0);
    while outcome.starts < starts {
        if outcome.starts >= due {
            drop(peer.take());
            (peer, due) = (server(), due + BY_ONE_PEER);
        }
        let abreast = if outcome.starts < starts / 2 { 1 } else { most.min(starts - outcome.starts) };
        let clients: Vec<Child> = (0..abreast).map(|_| start()).collect();
        for client in clients {
            let output = client.wait_with_output().unwrap();
            let words = String::from_utf8(output.stdout).unwrap();
            let mut numbers = words.split_whitespace().map(|word| word.parse().unwrap());
            let (answered, micros) = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
            outcome.add(usize::try_from(answered).unwrap(), Duration::from_micros(micros));
        }
    }
    outcome
}

/// Starts clients of another's, one after another: `peer` starts one.
fn theirs(peer: impl Fn() -> Peer, service: &str, call: &str, starts: usize) -> Outcome {
    let mut outcome = Outcome::default();
    for _ in 0..starts {
        let mut peer = peer();
        peer.tell(&format!("client c {service}"));
        peer.matched("c", 1);
        let start = Instant::now();
        (0..CALLS).for_each(|_| peer.begin(call));
        let answered = (0..CALLS).take_while(|_| peer.event_within("reply c", LIMIT).is_some()).count();
        outcome.add(answered, start.elapsed());
        // It leaves in order: the next one would wait for one that was killed.
        peer.tell("remove c");
    }
    outcome
}

pub(crate) async fn run(table: &mut Table) {
    let starts = table.bytes.first().copied().unwrap_or(table.pick(40, 1_000));
    let few = starts.div_ceil(5);
    let dds = local_dds();
    let _talker = NodeOptions::new().start_on::<Talker, _>(&dds).await.unwrap();
    let _host = NodeOptions::new().start_on::<Host, _>(&dds).await.unwrap();
    ours(&dds, "own", starts, ABREAST, || None).tell(table, "ours with ours");

    let python = table.python.clone();
    let serve = |mut peer: Peer, what: &str| {
        peer.tell(&format!("serve s {what}"));
        Some(peer)
    };
    let cyclone = || Peer::start(&python, &dds);
    ours(&dds, "cyclone", starts, ABREAST, || serve(cyclone(), "peer_add answer"))
        .tell(table, "ours with Cyclone DDS");
    theirs(cyclone, "add", "call c 1 2", few).tell(table, "those of Cyclone DDS with ours");

    let Some(program) = table.fast.clone() else { return };
    let fast = || Peer::fast(&program, &dds);
    // One after another: beside eight that come at once it ends itself on an assertion of its own (2.9.1).
    ours(&dds, "fast", starts, 1, || serve(fast(), "peer_words 10")).tell(table, "ours with Fast DDS");
    theirs(fast, "words", "call c 10", few).tell(table, "those of Fast DDS with ours");
}
