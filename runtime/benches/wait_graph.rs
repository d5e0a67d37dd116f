//! What the wait graph costs: for each call, whether its callback may wait there.
//!
//! `cargo bench -p rosweave --bench wait_graph` prints a table.

use std::hint::black_box;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use rosweave::__private::may_wait;
use rosweave::InProcess;
use rosweave::prelude::*;

struct Echo;

impl Service for Echo {
    type Request = u64;
    type Response = u64;
}

#[derive(Group, Default)]
#[group(reentrant)]
struct Io;

/// Asks about its own client, which its body shows that it waits on, and about another node's.
#[node]
struct Asks {
    #[client("echo")]
    echo: Client<Echo, Io>,
    others: OnceLock<Client<Echo, Io>>,
}

#[node]
impl Asks {
    #[service("ask", type = Echo)]
    #[group(Io)]
    async fn ask(&self, rounds: u64, cx: &AsyncCx<Io>) -> Result<u64, CallError> {
        if rounds == 0 {
            return self.echo.call(cx, 0).await;
        }
        Ok(nanos(rounds, || may_wait(&self.echo)))
    }

    #[service("ask_others", type = Echo)]
    #[group(Io)]
    async fn ask_others(&self, rounds: u64) -> u64 {
        let Some(client) = self.others.get() else { return 0 };
        nanos(rounds, || may_wait(client))
    }
}

fn nanos(rounds: u64, ask: impl Fn() -> bool) -> u64 {
    let start = Instant::now();
    for _ in 0..rounds {
        assert!(black_box(ask()));
    }
    u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX)
}

const ROUNDS: u64 = 1_000_000;

/// The time of one, in the best of some runs.
async fn best(client: &Client<Echo, Io>, handle: &NodeHandle<Asks>) -> Result<f64, CallError> {
    let cx = handle.async_cx();
    let mut best = f64::MAX;
    for _ in 0..20 {
        let nanos = client.call_timeout(&cx, ROUNDS, Duration::from_secs(60)).await?;
        best = best.min(nanos as f64 / ROUNDS as f64);
    }
    Ok(best)
}

#[allow(clippy::print_stdout)]
fn main() -> rosweave::Result {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let graph = InProcess::private();
        let asks = NodeOptions::new().start_on::<Asks, _>(&graph).await?;
        let options = |name: &str, calls: &str| {
            let own = [format!("/{name}/ask"), format!("/{name}/ask_others")];
            NodeOptions::new()
                .name(name)
                .remap("ask", &own[0])
                .remap("ask_others", &own[1])
                .remap("echo", calls)
        };
        let first = options("first", "/ask").start_on::<Asks, _>(&graph).await?;
        let second = options("second", "/ask_others").start_on::<Asks, _>(&graph).await?;
        asks.node().others.get_or_init(|| first.node().echo.clone());
        let own = best(&first.node().echo, &first).await?;
        println!("| one question to the wait graph | time |\n|---|---|");
        println!("| the node's own client, in a wait that the compiler saw | {own:.1} ns |");
        let others = best(&second.node().echo, &second).await?;
        println!("| another node's client, met before | {others:.1} ns |");
        Ok(())
    })
}
