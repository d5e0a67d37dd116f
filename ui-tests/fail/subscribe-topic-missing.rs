use rosweave::prelude::*;
use rosweave_ui_tests::StringMsg;

#[node]
struct Demo;

#[node]
impl Demo {
    #[subscribe(qos = sensor_data)]
    fn on_chatter(&self, _msg: &StringMsg) {}
}

fn main() {}
