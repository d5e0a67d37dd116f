use rosweave::prelude::*;
use rosweave_ui_tests::Empty;

#[node]
struct Demo {
    #[client("trigger")]
    trigger: Client<Empty>,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&mut self, cx: &Cx) -> Result<(), CallError> {
        self.trigger.call(cx, ())
    }

    #[subscribe("chatter")]
    fn on_chatter(&mut self, _msg: &String) {}
}

fn main() {}
