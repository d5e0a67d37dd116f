//! What `fail/accept-*.rs` gets wrong, done right.
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
    fn is_near(goal: &Place) -> bool {
        goal.metres < 10.0
    }

    #[accept_cancel("drive")]
    fn may_stop(&self, goal: &<Drive as Action>::Goal) -> Result<(), &'static str> {
        if goal.metres > 1.0 { Ok(()) } else { Err("it is there already") }
    }
}

fn main() {
    rosweave::describe::<Base>();
}
