//! An action that computes Fibonacci numbers, like ROS 2's tutorial of that name.
//!
//! ```console
//! $ ROSWEAVE_TRANSPORT=dds cargo run -p rosweave-examples --features dds --example fibonacci_action_server
//! $ ros2 action send_goal --feedback /fibonacci example_interfaces/action/Fibonacci "{order: 5}"
//! ```
//!
//! Goals are accepted, refused and cancelled by the library: the callback may take as long as it likes, and asks now
//! and then whether it should end.
#![allow(clippy::print_stdout)]

use rosweave::msgs::example_interfaces::action::{
    Fibonacci, FibonacciFeedback, FibonacciGoal, FibonacciResult,
};
use rosweave::prelude::*;

/// Several goals are executed at once.
#[derive(Group, Default)]
#[group(reentrant)]
struct Goals;

/// Computes Fibonacci numbers, one a second.
#[node]
struct FibonacciServer;

#[node]
impl FibonacciServer {
    #[action("fibonacci", type = Fibonacci)]
    #[group(Goals)]
    async fn compute(
        &self,
        goal: Goal<Fibonacci>,
        cx: &AsyncCx<Goals>,
    ) -> Result<GoalEnd<FibonacciResult>, PublishError> {
        println!("[fibonacci_server] goal {} of order {}", goal.id(), goal.order);
        let mut sequence = vec![0, 1];
        for step in 1..goal.order as usize {
            sequence.push(i32::saturating_add(sequence[step], sequence[step - 1]));
            goal.feedback(FibonacciFeedback { sequence: sequence.clone() })?;
            cx.sleep(Duration::from_secs(1)).await;
            if goal.cancel_requested() {
                println!("[fibonacci_server] goal {} was cancelled", goal.id());
                return Ok(GoalEnd::Canceled(FibonacciResult { sequence }));
            }
        }
        println!("[fibonacci_server] goal {} succeeded", goal.id());
        Ok(GoalEnd::Succeeded(FibonacciResult { sequence }))
    }

    #[accept("fibonacci")]
    fn fits(goal: &FibonacciGoal) -> Result<(), &'static str> {
        if (0..=46).contains(&goal.order) { Ok(()) } else { Err("an `i32` has room for 46 of them") }
    }
}

fn main() -> rosweave::Result {
    rosweave::run_any::<rosweave_examples::Transports, FibonacciServer>()
}
