// `::rosweave` means another crate here, so that whatever names it absolutely does not compile.
extern crate core as rosweave;
extern crate rosweave_ui_tests as lib;

mod ros {
    pub use lib::rosweave as weave;
}

use lib::Empty;
use ros::weave::{AsyncCx, CallError, Client, Cx, Group, Publisher, node};

#[derive(Group, Default)]
#[group(crate = crate::ros::weave)]
struct Control;

#[node(crate = crate::ros::weave)]
struct Demo {
    #[client("trigger")]
    trigger: Client<Empty, Control>,
    #[publisher("sum", qos = sensor_data)]
    sum: Publisher<i64>,
}

#[node(crate = crate::ros::weave)]
impl Demo {
    #[timer("1s")]
    fn tick(&self, cx: &Cx) -> Result<(), CallError> {
        self.trigger.call(cx, ())
    }

    #[subscribe("number")]
    #[group(Control)]
    async fn on_number(&self, msg: i64, _cx: &AsyncCx<Control>) {
        assert_eq!(msg, 7);
    }

    #[service("reset", type = Empty)]
    fn reset(&self, _request: ()) {}
}

fn main() {
    lib::runs::<Demo>();
}
