//! Sends a goal, prints its feedback, and waits for its result.
//!
//! ```console
//! $ ROSWEAVE_TRANSPORT=dds cargo run -p rosweave-examples --features dds --example fibonacci_action_client
//! ```
#![allow(clippy::print_stdout)]

use rosweave::msgs::example_interfaces::action::{Fibonacci, FibonacciGoal};
use rosweave::prelude::*;

/// Asks for ten Fibonacci numbers, once.
#[node]
struct FibonacciClient {
    #[action_client("fibonacci", timeout = "5s")]
    fibonacci: ActionClient<Fibonacci>,
}

#[node]
impl FibonacciClient {
    #[timer("10ms", once)]
    async fn ask(&self, cx: &AsyncCx) -> rosweave::Result {
        self.fibonacci.wait_for_server(cx).await?;
        let goal = self.fibonacci.send(cx, FibonacciGoal { order: 10 }).await?;
        println!("[fibonacci_client] goal {} was accepted", goal.id());
        while let Some(feedback) = goal.next_feedback(cx).await? {
            println!("[fibonacci_client] so far: {:?}", feedback.sequence);
        }
        let end = goal.result(cx).await?;
        println!("[fibonacci_client] it {}: {:?}", end.outcome, end.result.sequence);
        cx.request_stop();
        Ok(())
    }
}

fn main() -> rosweave::Result {
    rosweave::run_any::<rosweave_examples::Transports, FibonacciClient>()
}
