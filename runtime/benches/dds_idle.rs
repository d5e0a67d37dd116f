//! What a connected node on DDS costs while nothing happens: `cargo bench -p rosweave --features dds --bench dds_idle`.
//!
//! The same program is the node that is measured, and its peer in another process. Linux only: it reads `/proc`.
#![allow(clippy::print_stdout)]

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use rosweave::prelude::*;
use rosweave::{Dds, InProcess, Message, Node, Transport};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Message)]
#[ros("std_msgs/msg/String")]
struct Text {
    data: String,
}

#[derive(Serialize, Deserialize)]
struct Nothing {
    structure_needs_at_least_one_member: u8,
}

#[derive(Service)]
#[ros("std_srvs/srv/Empty", request = Nothing, response = Nothing)]
struct Ask;

#[derive(Group, Default)]
struct Replies;

/// One of each, and nothing that acts by itself.
#[node]
struct Idle {
    #[publisher("there")]
    there: Publisher<Text>,
    #[client("ask_there")]
    ask: Client<Ask, Replies>,
}

#[node]
impl Idle {
    #[subscribe("here")]
    fn on_here(&self, _text: &Text) {}

    #[service("ask_here", type = Ask)]
    fn answer(&self, request: Nothing) -> Nothing {
        request
    }
}

const PEER: &str = "ROSWEAVE_IDLE_PEER";
const WATCHED: Duration = Duration::from_secs(10);

fn main() -> rosweave::Result {
    if std::env::var_os(PEER).is_some() {
        return peer();
    }
    report("in-process", &rosweave::block_on(measure(InProcess::private(), false))??);
    let domain = std::env::var("ROS_DOMAIN_ID").unwrap_or_else(|_| "91".to_owned());
    let mut other = Command::new(std::env::current_exe()?);
    let other = other.env(PEER, "1").env("ROS_DOMAIN_ID", &domain).stdin(Stdio::piped()).spawn()?;
    let _other = Peer(other);
    for (name, options) in [("dds", Dds::options()), ("dds, localhost", Dds::options().localhost())] {
        let options = options.domain(domain.parse().expect("a domain"));
        report(name, &rosweave::block_on(measure(options.open()?, true))??);
    }
    Ok(())
}

/// The other process, until this one ends.
struct Peer(Child);

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn peer() -> rosweave::Result {
    let turned = NodeOptions::new()
        .name("peer")
        .remap("here", "there")
        .remap("there", "here")
        .remap("ask_here", "ask_there")
        .remap("ask_there", "ask_here");
    rosweave::run_system(rosweave::System::<Dds>::on().node::<Idle>(turned))
}

async fn measure<T: Transport>(transport: T, connected: bool) -> rosweave::Result<Cost>
where
    Idle: Node<T>,
{
    let idle = NodeOptions::new().start_on::<Idle, _>(&transport).await?;
    let is_alone = || !idle.node().ask.service_is_ready() || idle.node().there.subscriptions() == 0;
    while connected && is_alone() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    // Discovery has its say before the watch begins.
    tokio::time::sleep(Duration::from_secs(2)).await;
    let before = Cost::so_far()?;
    tokio::time::sleep(WATCHED).await;
    let cost = Cost::so_far()?.since(&before);
    idle.stop().await?;
    Ok(cost)
}

struct Cost {
    ticks: u64,
    switches: u64,
    threads: usize,
    kilobytes: u64,
}

impl Cost {
    fn so_far() -> rosweave::Result<Cost> {
        let stat = std::fs::read_to_string("/proc/self/stat")?;
        // After the name, which ends with the last bracket: user and system time are fields 14 and 15 of all.
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        let number = |text: Option<&&str>| text.and_then(|text| text.parse::<u64>().ok()).unwrap_or(0);
        let mut cost = Cost {
            ticks: number(fields.get(11)) + number(fields.get(12)),
            switches: 0,
            threads: 0,
            kilobytes: 0,
        };
        for task in std::fs::read_dir("/proc/self/task")? {
            let status = std::fs::read_to_string(task?.path().join("status"))?;
            let field = |name: &str| {
                let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
                line.split_whitespace().next().and_then(|value| value.parse::<u64>().ok()).unwrap_or(0)
            };
            cost.threads += 1;
            cost.switches += field("voluntary_ctxt_switches:") + field("nonvoluntary_ctxt_switches:");
            cost.kilobytes = field("VmRSS:");
        }
        Ok(cost)
    }

    fn since(mut self, before: &Cost) -> Cost {
        self.ticks -= before.ticks;
        self.switches = self.switches.saturating_sub(before.switches);
        self
    }
}

fn report(name: &str, cost: &Cost) {
    // A tick is a hundredth of a second on Linux.
    println!(
        "{name}: {} ms of CPU in 10 s, {} threads, {} context switches in 10 s, {} MiB resident",
        cost.ticks * 10,
        cost.threads,
        cost.switches,
        cost.kilobytes / 1024
    );
}
