//! Row 12: what is kept of large messages that have come and gone.

use std::time::{Duration, Instant};

use crate::harness::Peer;
use crate::{Pair, Table, heard_within, text, until};

/// What the process may have more than at its start.
const BOUND_MIB: u64 = 64;
/// How long it may take to be given back.
const LIMIT: Duration = Duration::from_secs(20);

/// What this process has in memory.
pub(crate) fn resident_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|number| number.parse::<u64>().ok()).unwrap_or_default() / 1024
}

fn hear(peer: &mut Peer, count: usize) -> usize {
    heard_within(peer, "blob", count, Duration::from_secs(5)).len()
}

pub(crate) async fn run(table: &mut Table) {
    let Pair { node, mut peer, .. } = Pair::start(&table.python).await;
    peer.tell("subscribe blob rt/blob Blob reliable,volatile,100");
    peer.tell("publish large rt/busy_large String reliable,volatile,10");
    until(|| node.node().blob.subscriptions() == 1).await;
    let before = resident_mib();
    let rounds = table.pick(30, 200);
    let mut highest = before;
    for _ in 0..rounds {
        // There and back, as a ping of a camera's size.
        node.node().blob.publish(text("x".repeat(1 << 20))).unwrap();
        hear(&mut peer, 1);
        peer.begin(&format!("send large {}", "x".repeat(1 << 20)));
        highest = highest.max(resident_mib());
    }
    // A flood: what the wire does not take is pushed out.
    for _ in 0..rounds {
        node.node().blob.publish(text("x".repeat(1 << 20))).unwrap();
        highest = highest.max(resident_mib());
    }
    hear(&mut peer, rounds);
    let start = Instant::now();
    while resident_mib() > before + BOUND_MIB && start.elapsed() < LIMIT {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let (after, took) = (resident_mib(), start.elapsed());
    table.row(
        after <= before + BOUND_MIB,
        format!(
            "memory: {before} MiB before {rounds} messages of 1 MiB both ways and a flood of {rounds}, {highest} at \
             most, {after} after {took:.1?}"
        ),
    );
    node.stop().await.unwrap();
}
