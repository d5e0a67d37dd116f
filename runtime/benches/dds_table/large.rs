//! Rows 1 and 1b: large messages at a rate, both ways, beside each other DDS that is at hand.

use std::time::{Duration, Instant};

use crate::harness::Peer;
use crate::{Pair, Table, heard_within, text, until};

const WHOLE: [(usize, u32); 6] =
    [(64 << 10, 30), (200_000, 10), (512 << 10, 30), (1 << 20, 30), (3 << 20, 10), (8 << 20, 30)];
const SHORT: [(usize, u32); 2] = [(512 << 10, 10), (3 << 20, 5)];
/// How long nothing may come before the rest counts as lost.
const SILENCE: Duration = Duration::from_secs(4);

pub(crate) async fn run(table: &mut Table) {
    for (bytes, hertz) in table.pick(&SHORT[..], &WHOLE[..]).iter().copied() {
        if !table.bytes.is_empty() && !table.bytes.contains(&bytes) {
            continue;
        }
        let python = table.python.clone();
        let pair = Pair::start(&python).await;
        there(table, pair, "Cyclone DDS", bytes, hertz).await;
        let pair = Pair::start(&python).await;
        back(table, pair, "Cyclone DDS", bytes, hertz).await;
        let Some(program) = table.fast.clone() else { continue };
        let pair = Pair::with(|dds| Peer::fast(&program, dds)).await;
        there(table, pair, "Fast DDS", bytes, hertz).await;
        let pair = Pair::with(|dds| Peer::fast(&program, dds)).await;
        back(table, pair, "Fast DDS", bytes, hertz).await;
    }
}

async fn there(table: &mut Table, pair: Pair, other: &str, bytes: usize, hertz: u32) {
    let Pair { node, mut peer, .. } = pair;
    peer.tell("subscribe blob rt/blob Blob reliable,volatile,100");
    until(|| node.node().blob.subscriptions() == 1).await;
    let sent = table.pick(2, 4) * hertz;
    let mut ticks = tokio::time::interval(Duration::from_secs(1) / hertz);
    for _ in 0..sent {
        ticks.tick().await;
        node.node().blob.publish(text("x".repeat(bytes))).unwrap();
    }
    let heard = heard_within(&mut peer, "blob", sent as usize, SILENCE).len();
    let lost = node.stats().handle("blob").unwrap().lost;
    // On a machine that is busy elsewhere the wire is slower: then some are pushed out, and counted.
    table.row(
        heard * 2 >= sent as usize && heard as u64 + lost >= u64::from(sent),
        format!(
            "large: {bytes} bytes at {hertz} Hz to {other}: {heard} of {sent} arrived, {lost} pushed out"
        ),
    );
}

async fn back(table: &mut Table, pair: Pair, other: &str, bytes: usize, hertz: u32) {
    let Pair { node, mut peer, .. } = pair;
    peer.tell("publish large rt/busy_large String reliable,volatile,10");
    peer.matched("large", 1);
    let sent = table.pick(2, 4) * hertz;
    let heard = || node.stats().callback("on_large").unwrap().calls;
    let mut ticks = tokio::time::interval(Duration::from_secs(1) / hertz);
    for _ in 0..sent {
        ticks.tick().await;
        peer.begin(&format!("send_bytes large {bytes}"));
    }
    let (mut last, mut since) = (heard(), Instant::now());
    while last < u64::from(sent) && since.elapsed() < SILENCE {
        tokio::time::sleep(Duration::from_millis(10)).await;
        if heard() != last {
            (last, since) = (heard(), Instant::now());
        }
    }
    let lost = node.stats().callback("on_large").unwrap().lost;
    table.row(
        last * 2 >= u64::from(sent),
        format!(
            "large: {bytes} bytes at {hertz} Hz from {other}: {last} of {sent} arrived, {lost} lost here"
        ),
    );
}
