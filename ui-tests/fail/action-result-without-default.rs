use rosweave::prelude::*;

struct Place(String);

#[derive(Action)]
#[ros(goal = u32, result = Place, feedback = u32)]
struct Dock;

#[node]
struct Robot;

#[node]
impl Robot {
    #[action("dock", type = Dock)]
    fn dock(&self, goal: Goal<Dock>) -> Place {
        Place(goal.to_string())
    }
}

rosweave::main!(Robot);
