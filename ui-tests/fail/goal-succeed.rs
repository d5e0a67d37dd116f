use rosweave::prelude::*;

#[derive(Action)]
#[ros(goal = u32, result = u32, feedback = u32)]
struct Count;

#[node]
struct Demo;

#[node]
impl Demo {
    #[action("count", type = Count)]
    fn count(&self, goal: Goal<Count>) -> u32 {
        goal.succeed(3);
        3
    }
}

fn main() {}
