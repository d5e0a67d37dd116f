//! A service that adds, with a client that blocks and one that awaits, in one program.
//!
//! ```console
//! $ cargo run -p rosweave-examples --example adder -- --for 3s
//! ```
//!
//! Two of its nodes are those of `add_two_ints_server` and `add_two_ints_client`, which run them as two processes.
#![allow(clippy::print_stdout)]

mod add_two_ints_client;
mod add_two_ints_server;

use add_two_ints_client::BlockingClient;
use add_two_ints_server::Adder;
use rosweave::System;
use rosweave::msgs::example_interfaces::srv::{AddTwoInts, AddTwoIntsRequest};
use rosweave::prelude::*;

/// Asks with a call that is awaited. Everything may stay in the default group: while the timer's callback
/// awaits, its group goes on delivering replies.
#[node]
struct AsyncClient {
    #[client("add_two_ints", timeout = "2s")]
    add: Client<AddTwoInts>,
    asked: i64,
}

#[node]
impl AsyncClient {
    #[timer("500ms")]
    async fn ask(&mut self, cx: &AsyncCx) -> Result<(), CallError> {
        self.asked += 1;
        let (a, b) = (self.asked, 20);
        let response = self.add.call(cx, AddTwoIntsRequest { a, b }).await?;
        println!("[async_client] {a} + {b} = {}", response.sum);
        Ok(())
    }
}

fn main() -> rosweave::Result {
    rosweave_examples::run(
        System::new()
            .node::<Adder>(NodeOptions::new())
            .node::<BlockingClient>(NodeOptions::new())
            .node::<AsyncClient>(NodeOptions::new()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use rosweave::testing::World;

    /// In virtual time: three seconds pass at once, and each run is the same.
    #[test]
    fn both_clients_get_their_sums() -> rosweave::Result {
        let world = World::new(1);
        let _adder = world.start::<Adder>()?;
        let blocking = world.start::<BlockingClient>()?;
        let awaiting = world.start::<AsyncClient>()?;
        world.advance(Duration::from_secs(3))?;
        for stats in [blocking.stats(), awaiting.stats()] {
            assert_eq!((stats.callbacks[0].calls, stats.callbacks[0].failed), (6, 0));
        }
        Ok(())
    }

    #[test]
    fn the_sum_is_right() -> rosweave::Result {
        let world = World::new(1);
        let _adder = world.start::<Adder>()?;
        let response = world.call::<AddTwoInts>("add_two_ints", AddTwoIntsRequest { a: 2, b: 40 })?;
        assert_eq!(response.sum, 42);
        Ok(())
    }
}
