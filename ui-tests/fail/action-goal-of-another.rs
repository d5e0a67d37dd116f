use rosweave::prelude::*;

#[derive(Action)]
#[ros(goal = u32, result = u32, feedback = u32)]
struct Dock;

#[derive(Action)]
#[ros(goal = u32, result = u32, feedback = u32)]
struct Undock;

#[node]
struct Robot;

#[node]
impl Robot {
    #[action("dock", type = Dock)]
    fn dock(&self, goal: Goal<Undock>) -> u32 {
        *goal
    }
}

rosweave::main!(Robot);
