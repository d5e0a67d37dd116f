use rosweave::prelude::*;

#[derive(Action)]
#[ros(goal = u32, result = u32, feedback = u32)]
struct Dock;

#[node]
struct Robot;

#[node]
impl Robot {
    #[action("dock", type = Dock)]
    fn dock(&self, goal: Goal<Dock>) -> u32 {
        *goal
    }

    #[accept("duck")]
    fn small(goal: &u32) -> bool {
        *goal < 10
    }
}

rosweave::main!(Robot);
