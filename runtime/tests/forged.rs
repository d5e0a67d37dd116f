//! A node that is sent RTPS messages that no honest peer sends: it bears them, and what ends RustDDS' threads has it opened
//! afresh. A program of its own, because it looks at how much memory the process takes.
#![cfg(all(feature = "dds", feature = "msgs", feature = "log"))]
#![allow(missing_docs)]

#[path = "interop/harness.rs"]
mod harness;
#[path = "interop/target.rs"]
mod target;

use harness::{Log, Peer, eventually, local_dds, python};
use rosweave::Health;
use rosweave::prelude::*;
use target::{Target, resident_mib, still_answers};

/// Nothing that is claimed is kept, but what was cut into fragments waits a while for the rest.
const GROWTH_MIB: u64 = 64;

/// What a dead participant has not confirmed comes to the next one, too, and is answered again.
fn at_last(peer: &mut Peer, sum: &str) {
    while !peer.event("reply c").ends_with(sum) {}
}

/// Every kind of submessage with numbers that lie; the last two end RustDDS' threads.
const CALM: [&str; 13] = [
    "data",
    "data_frag",
    "heartbeat",
    "heartbeat_frag",
    "gap",
    "ack_nack",
    "nack_frag",
    "info",
    "secret",
    "unknown",
    "several",
    "wrong_length",
    "cut_off",
];
const DEADLY: [&str; 2] = ["gap_at_the_end", "nack_of_fragment_zero"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn forged_messages_are_borne_and_what_ends_the_wire_has_it_opened_afresh() {
    let Some(python) = python() else { return };
    let log = Log::get();
    let dds = local_dds();
    let node = NodeOptions::new().start_on::<Target, _>(&dds).await.unwrap();
    let mut peer = Peer::start(&python, &dds);
    peer.tell("publish talker rt/target String reliable,volatile,10");
    peer.tell("client c target_add");
    peer.tell("client evil target_add");
    peer.tell("serve s peer_add answer");
    for end in ["talker", "c", "evil", "s"] {
        peer.matched(end, 1);
    }
    node.node().peer_add.wait_for_service(&*node.async_cx()).await.unwrap();
    still_answers(&mut peer, &node, 0, at_last).await;
    let before = resident_mib();
    for (turn, kind) in (1..).zip(CALM) {
        peer.tell(&format!("forge evil {kind} 1000 {turn}"));
        still_answers(&mut peer, &node, turn, at_last).await;
        assert_eq!(node.health(), Health::Good, "{kind}");
    }
    let growth = resident_mib().saturating_sub(before);
    assert!(growth < GROWTH_MIB, "{growth} MiB more than before");

    let deaths = || log.lines(&["the wire is dead"]).len();
    let lives = || log.lines(&["the wire is alive again"]).len();
    for (turn, kind) in (1..).zip(DEADLY) {
        peer.tell(&format!("forge evil {kind} 1 {turn}"));
        // Where overflows are not checked, one of them is borne.
        let is_borne = !cfg!(debug_assertions) && kind == "gap_at_the_end";
        if !is_borne {
            eventually("another participant", || deaths() >= turn && lives() == deaths()).await;
        }
        assert_eq!(node.health(), Health::Good, "{kind}");
        node.node().peer_add.wait_for_service(&*node.async_cx()).await.unwrap();
        still_answers(&mut peer, &node, 100 + turn, at_last).await;
    }
    node.stop().await.unwrap();
}
