// 4 errors: all of them are reported in one compile.
use rosweave::prelude::*;
use rosweave_ui_tests::StringMsg;

#[node(nme = "demo")]
struct Demo {
    #[publisher("sum")]
    sum: i64,
}

#[node]
impl Demo {
    #[timer("0s")]
    fn tick(&self) {}

    #[subscribe("chatter", qos = fast)]
    fn on_chatter(&self, _msg: &StringMsg) {}
}

fn main() {}
