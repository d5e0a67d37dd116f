//! Row 15: round trips between two participants of this crate.

use std::time::{Duration, Instant};

use rosweave::msgs::std_msgs::msg::String as StringMsg;
use rosweave::prelude::*;
use rosweave::{Dds, NodeHandle};
use tokio::sync::watch;

use crate::harness::local_dds;
use crate::{Table, text, until};

/// Sends back what it hears.
#[node]
struct Wall {
    #[publisher("back")]
    back: Publisher<StringMsg>,
}

#[node]
impl Wall {
    #[subscribe("forth")]
    fn on_forth(&self, text: StringMsg) -> Result<(), PublishError> {
        self.back.publish(text)
    }
}

/// Throws, and counts what comes back.
#[node]
struct Player {
    #[publisher("forth")]
    forth: Publisher<StringMsg>,
    caught: watch::Sender<u64>,
}

#[node]
impl Player {
    #[subscribe("back")]
    fn on_back(&self, _text: &StringMsg) {
        self.caught.send_modify(|caught| *caught += 1);
    }
}

/// How long each of `rounds` took, in order of length. What does not come back in a second counts as that.
async fn play(player: &NodeHandle<Player>, bytes: usize, rounds: usize) -> Vec<Duration> {
    let node = player.node();
    let mut caught = node.caught.subscribe();
    let mut times = Vec::new();
    for _ in 0..rounds {
        caught.borrow_and_update();
        let start = Instant::now();
        node.forth.publish(text("x".repeat(bytes))).unwrap();
        let _ = tokio::time::timeout(Duration::from_secs(1), caught.changed()).await;
        times.push(start.elapsed());
    }
    times.sort();
    times
}

pub(crate) async fn run(table: &mut Table) {
    let here = local_dds();
    let there = Dds::options().domain(here.domain()).localhost().open().unwrap();
    let wall = NodeOptions::new().start_on::<Wall, _>(&there).await.unwrap();
    let player = NodeOptions::new().start_on::<Player, _>(&here).await.unwrap();
    until(|| player.node().forth.subscriptions() == 1 && wall.node().back.subscriptions() == 1).await;
    play(&player, 64, 50).await;
    for (bytes, rounds) in [(64, 1_000), (1 << 10, 1_000), (64 << 10, 200), (1 << 20, 40)] {
        let rounds = table.pick(rounds / 10, rounds);
        let times = play(&player, bytes, rounds).await;
        let (middle, slow) = (times[times.len() / 2], times[times.len() * 9 / 10]);
        table.row(
            middle < Duration::from_millis(500),
            format!(
                "trips: {bytes} bytes there and back: {middle:.0?} in the middle, {slow:.0?} for one in ten"
            ),
        );
    }
    player.stop().await.unwrap();
    wall.stop().await.unwrap();
}
