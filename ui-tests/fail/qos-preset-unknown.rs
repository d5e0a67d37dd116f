use rosweave::prelude::*;
use rosweave_ui_tests::StringMsg;

#[node]
struct Demo;

#[node]
impl Demo {
    #[subscribe("chatter", qos = sensordata)]
    fn on_chatter(&self, _msg: &StringMsg) {}
}

fn main() {}
