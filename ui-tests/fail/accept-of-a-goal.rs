use rosweave::prelude::*;

struct Place {
    metres: f64,
}

#[derive(Action)]
#[ros(goal = Place, result = (), feedback = ())]
struct Drive;

#[node]
struct Base;

#[node]
impl Base {
    #[action("drive", type = Drive)]
    fn drive(&self, _: Goal<Drive>) {}

    #[accept("drive")]
    fn is_near(goal: &Goal<Drive>) -> bool {
        goal.metres < 10.0
    }
}

fn main() {}
