//! Starts both pairs, lets them take turns, and prints what came out.

use std::io::{BufRead, BufReader, Write};
use std::net::UdpSocket;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use crate::Result;
use crate::side::Variant;

/// What is sent, how often in a block, and how it is called: calls are made in a callback, and then from outside of all.
/// Of calls only what fits into one datagram: ros2-client's larger replies never arrive, because RustDDS 0.15.1 breaks what
/// it has to cut into pieces where a header stands before it. Nodes of Rosweave go around that with another way to name
/// a call.
const PATHS: [(&str, &[(usize, usize, &str)]); 3] = [
    ("topic", &[(64, 100, "64 B"), (64 << 10, 50, "64 KiB"), (1 << 20, 10, "1 MiB")]),
    ("service", &[(64, 100, "64 B"), (60 << 10, 50, "60 KiB")]),
    ("outside", &[(64, 100, "64 B"), (60 << 10, 50, "60 KiB")]),
];
const BLOCKS: f64 = 40.0;

/// Runs `factor` times as many blocks as usual.
pub fn run(factor: f64) -> Result {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small number above zero")]
    let blocks = (BLOCKS * factor).ceil().max(1.0) as usize;
    let mut pairs = Vec::new();
    for variant in Variant::ALL {
        pairs.push(Pair::start(variant, free_domain(pairs.len())?)?);
    }
    println!("| path | size | rounds | p50 woven | p50 by hand | ratio | p99 woven | p99 by hand | ratio |");
    println!("|---|---|---|---|---|---|---|---|---|");
    for (path, sizes) in PATHS {
        for &(size, rounds, shown) in sizes {
            let [woven, by_hand] = turns(&mut pairs, path, size, rounds, blocks)?;
            let mut line = format!("| {path} | {shown} | {} |", woven.len());
            for percent in [50, 99] {
                let (ours, theirs) = (percentile(&woven, percent), percentile(&by_hand, percent));
                line += &format!(" {:.1} µs | {:.1} µs | {:.2} |", ours / 1e3, theirs / 1e3, ours / theirs);
            }
            println!("{line}");
        }
    }
    Ok(())
}

/// The times of both, in order.
fn turns(pairs: &mut [Pair], path: &str, size: usize, rounds: usize, blocks: usize) -> Result<[Vec<f64>; 2]> {
    let mut times = [Vec::new(), Vec::new()];
    for block in 0..=blocks {
        for turn in 0..2 {
            // Who begins changes, too.
            let which = (block + turn) % 2;
            let block_times = pairs[which].block(path, size, rounds)?;
            // The first block of each is for getting warm.
            if block > 0 {
                times[which].extend(block_times);
            }
        }
    }
    for times in &mut times {
        times.sort_by(f64::total_cmp);
    }
    Ok(times)
}

fn percentile(sorted: &[f64], percent: usize) -> f64 {
    sorted[(sorted.len() * percent / 100).min(sorted.len() - 1)]
}

/// A domain that nobody on this machine uses: the port of the first participant is free.
fn free_domain(nth: usize) -> Result<u16> {
    let start = std::process::id() % 100;
    let free = (0..100)
        .filter_map(|step| u16::try_from(1 + (start + step) % 100).ok())
        .filter(|domain| UdpSocket::bind(("0.0.0.0", 7400 + 250 * domain + 10)).is_ok())
        .nth(nth);
    free.ok_or_else(|| "no domain is free".into())
}

/// A pair of processes. Dropping it ends them.
struct Pair {
    ping: Child,
    pong: Child,
    commands: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Pair {
    fn start(variant: Variant, domain: u16) -> Result<Pair> {
        let start = |role: &str| {
            let mut command = Command::new(std::env::current_exe()?);
            command.args(["side", variant.name(), role]).env("ROS_DOMAIN_ID", domain.to_string());
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()
        };
        let (pong, mut ping) = (start("pong")?, start("ping")?);
        let commands = ping.stdin.take().ok_or("no pipe")?;
        let answers = BufReader::new(ping.stdout.take().ok_or("no pipe")?);
        let mut pair = Pair { ping, pong, commands, answers };
        pair.line()?;
        Ok(pair)
    }

    fn block(&mut self, path: &str, size: usize, rounds: usize) -> Result<Vec<f64>> {
        writeln!(self.commands, "{path} {size} {rounds}")?;
        let line = self.line()?;
        Ok(line.split_whitespace().map(str::parse).collect::<std::result::Result<_, _>>()?)
    }

    fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        if self.answers.read_line(&mut line)? == 0 {
            return Err("a side has ended".into());
        }
        Ok(line)
    }
}

impl Drop for Pair {
    fn drop(&mut self) {
        for child in [&mut self.ping, &mut self.pong] {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
