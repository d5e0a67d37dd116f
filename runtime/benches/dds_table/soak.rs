//! Mixed traffic for long, with peers that come, go and are killed.

use std::time::{Duration, Instant};

use rosweave::Health;
use rosweave::msgs::example_interfaces::srv::AddTwoIntsRequest;

use crate::harness::Peer;
use crate::memory::resident_mib;
use crate::{Pair, Table, text, until};

const TICK: Duration = Duration::from_millis(20);
/// How many ticks lie between two large messages, two calls, and two guests.
const LARGE: u64 = 25;
const CALL: u64 = 5;
const GUEST: u64 = 200;

#[derive(Default)]
struct Counts {
    words: u64,
    large: u64,
    calls: u64,
    failed: u64,
    guests: u64,
}

/// Takes what the peer has said. The numbers it has heard have to go up.
fn listen(peer: &mut Peer, heard: &mut u64, disorder: &mut u64, last: &mut Option<u64>) {
    while let Some(word) = peer.event_within("heard ten", Duration::ZERO) {
        let number: u64 = word.parse().unwrap();
        *disorder += u64::from(last.is_some_and(|last| number <= last));
        *last = Some(number);
        *heard += 1;
    }
}

/// A guest comes; the one before goes, or is killed.
fn change_guests(guest: &mut Option<Peer>, pair: &Pair, python: &str, number: u64) {
    match guest.take() {
        Some(old) if number.is_multiple_of(2) => old.kill(),
        old => drop(old),
    }
    let mut new = Peer::start(python, &pair.dds);
    new.tell("subscribe one rt/ten String reliable,volatile,10");
    new.tell("subscribe kept rt/kept String reliable,transient_local,10");
    new.tell("client c add");
    new.begin("call c 1 2");
    *guest = Some(new);
}

pub(crate) async fn run(table: &mut Table) {
    let seconds = std::env::var("ROSWEAVE_SOAK").ok().and_then(|text| text.parse().ok()).unwrap_or(600);
    let mut pair = Pair::start(&table.python).await;
    pair.peer.tell("subscribe ten rt/ten String reliable,volatile,1000");
    pair.peer.tell("subscribe blob rt/blob Blob reliable,volatile,10");
    pair.peer.tell("serve s peer_add answer");
    until(|| pair.node.node().ten.subscriptions() == 1).await;
    let (mut counts, mut guest) = (Counts::default(), None);
    let (mut heard, mut disorder, mut last) = (0, 0, None);
    let (start, mut told, mut early) = (Instant::now(), Instant::now(), None);
    let mut ticks = tokio::time::interval(TICK);
    while start.elapsed() < Duration::from_secs(seconds) {
        ticks.tick().await;
        step(&mut counts, &mut guest, &pair, &table.python).await;
        listen(&mut pair.peer, &mut heard, &mut disorder, &mut last);
        if told.elapsed() >= Duration::from_secs(30) {
            told = Instant::now();
            early.get_or_insert_with(resident_mib);
            println!(
                "soak: {:.0?}: {} MiB, {} words, {heard} heard",
                start.elapsed(),
                resident_mib(),
                counts.words
            );
        }
    }
    tokio::time::sleep(Duration::from_secs(3)).await;
    listen(&mut pair.peer, &mut heard, &mut disorder, &mut last);
    let lost = pair.node.stats().handle("ten").unwrap().lost;
    let (Counts { words, large, calls, failed, guests }, after) = (counts, resident_mib());
    let early = early.unwrap_or(after);
    let is_well = pair.node.health() == Health::Good;
    table.row(
        is_well && disorder == 0 && heard + lost >= words && failed == 0 && after <= early + 32,
        format!(
            "soak: {seconds} s, {guests} guests: {heard} of {words} words heard, {lost} pushed out, {disorder} out of \
             order; {large} of 1 MiB; {failed} of {calls} calls failed; {early} MiB after 30 s, {after} at the end"
        ),
    );
}

async fn step(counts: &mut Counts, guest: &mut Option<Peer>, pair: &Pair, python: &str) {
    let node = pair.node.node();
    node.ten.publish(text(counts.words.to_string())).unwrap();
    node.kept.publish(text(counts.words.to_string())).unwrap();
    counts.words += 1;
    if counts.words.is_multiple_of(LARGE) {
        node.blob.publish(text("x".repeat(1 << 20))).unwrap();
        counts.large += 1;
    }
    if counts.words.is_multiple_of(CALL) {
        let a = counts.words.cast_signed();
        let reply = node.peer_add.call(&*pair.node.async_cx(), AddTwoIntsRequest { a, b: 1 }).await;
        counts.failed += u64::from(reply.is_err());
        counts.calls += 1;
    }
    if counts.words.is_multiple_of(GUEST) {
        counts.guests += 1;
        change_guests(guest, pair, python, counts.guests);
    }
}
