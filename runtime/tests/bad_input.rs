//! A node that is sent 10,000 frames that no honest peer sends, and noise to its sockets: it counts, says so once a
//! kind, and goes on. A program of its own, because it looks at how much memory the process takes.
#![cfg(all(feature = "dds", feature = "msgs", feature = "log"))]
#![allow(missing_docs)]

#[path = "interop/harness.rs"]
mod harness;
#[path = "interop/target.rs"]
mod target;

use harness::{Log, Peer, local_dds, python};
use rosweave::prelude::*;
use target::{Target, resident_mib, still_answers};

/// Frames of each kind, twice to each of a topic, a service and a client: 12,000 in all.
const FRAMES: u64 = 500;
const KINDS: [&str; 4] = ["truncated", "oversized", "wrong_endian", "random"];
/// Lengths of up to 4 GiB are announced. What is kept of all that has to be next to nothing.
const GROWTH_MIB: u64 = 16;

/// The next reply to the peer is that of its call.
fn at_once(peer: &mut Peer, sum: &str) {
    assert!(peer.event("reply c").ends_with(sum));
}

/// All kinds, to all three.
async fn send_bad(peer: &mut Peer, node: &NodeHandle<Target>, pass: usize) {
    for (turn, kind) in KINDS.into_iter().enumerate() {
        for end in ["talker", "c", "s"] {
            let name = format!("{kind}_{end}");
            peer.tell(&format!("bad_writer {name} {end} {kind} {FRAMES} {pass}"));
            peer.matched(&name, 1);
            peer.tell(&format!("send_bad {name}"));
            peer.tell(&format!("remove {name}"));
        }
        still_answers(peer, node, 10 * pass + turn, at_once).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bad_input_is_counted_and_said_once_a_kind_and_the_node_goes_on() {
    let Some(python) = python() else { return };
    let log = Log::get();
    let dds = local_dds();
    let node = NodeOptions::new().start_on::<Target, _>(&dds).await.unwrap();
    let mut peer = Peer::start(&python, &dds);
    peer.tell("publish talker rt/target String reliable,volatile,10");
    peer.tell("client c target_add");
    peer.tell("serve s peer_add answer");
    peer.matched("talker", 1);
    peer.matched("c", 1);
    peer.matched("s", 1);
    node.node().peer_add.wait_for_service(&*node.async_cx()).await.unwrap();
    still_answers(&mut peer, &node, 0, at_once).await;

    // Once to fill what keeps the last messages, whatever they are; after that nothing may grow.
    send_bad(&mut peer, &node, 1).await;
    let before = resident_mib();
    send_bad(&mut peer, &node, 2).await;
    // Some were good: cut off where zeros follow, or noise with a meaning. What was bad is counted as that.
    let stats = node.stats();
    let (topic, service) = (stats.callback("on_message").unwrap(), stats.callback("add").unwrap());
    let sent = 2 * FRAMES * KINDS.len() as u64;
    let good = 1 + 2 * KINDS.len() as u64;
    for stats in [topic, service] {
        // Nothing is counted twice. That nothing is missing can not be asked for: what is pushed out before the first
        // frame of a writer is read leaves no gap in its numbers, and each size of frames has a writer of its own.
        assert!(stats.calls + stats.malformed <= good + sent, "{stats:?}");
    }
    for malformed in [topic.malformed, service.malformed, stats.handle("peer_add").unwrap().malformed] {
        assert!((sent / 3..sent).contains(&malformed), "{stats:?}");
    }

    let ports = 7400 + 250 * dds.domain();
    for (turn, port) in [0, 1, 10, 11, 12, 13].into_iter().enumerate() {
        peer.tell(&format!("bad_datagrams {} 2000 {turn}", ports + port));
    }
    still_answers(&mut peer, &node, 100, at_once).await;

    let growth = resident_mib().saturating_sub(before);
    assert!(growth < GROWTH_MIB, "{growth} MiB more than before");
    for name in ["/target", "/target_add", "/peer_add"] {
        let lines = log.lines(&["malformed", &format!("\"{name}\"")]);
        assert!((1..=KINDS.len()).contains(&lines.len()), "{name}: {lines:#?}");
    }
    assert!(!node.has_ended());
    node.stop().await.unwrap();
}
