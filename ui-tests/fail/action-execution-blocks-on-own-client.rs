use rosweave::prelude::*;

#[derive(Action)]
#[ros(goal = u32, result = u32, feedback = u32)]
struct Dock;

#[derive(Service)]
#[ros(request = u32, response = u32)]
struct Plan;

#[node]
struct Robot {
    #[client("plan")]
    plan: Client<Plan>,
}

#[node]
impl Robot {
    #[action("dock", type = Dock)]
    fn dock(&self, goal: Goal<Dock>, cx: &Cx) -> Result<u32, CallError> {
        self.plan.call(cx, *goal)
    }
}

rosweave::main!(Robot);
