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

    #[accept_cancel("drive")]
    fn may_stop(&self, cx: &Cx) -> bool {
        cx.is_stopping()
    }
}

fn main() {}
