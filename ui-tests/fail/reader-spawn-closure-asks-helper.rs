use rosweave::prelude::*;
use rosweave_ui_tests::{Control, Empty, Planning};

#[node]
struct Demo {
    #[client("trigger")]
    fast: Client<Empty, Control>,
    #[client("trigger")]
    slow: Client<Empty, Planning>,
}

#[node]
impl Demo {
    #[timer("1s")]
    #[group(Control)]
    fn tick(&self, cx: &Cx<Control>) -> Result<(), CallError> {
        let (outer, mut reply) = (cx, Ok(()));
        cx.spawn(|cx| {
            reply = ask(&self.slow, outer);
            async move { drop(cx) }
        });
        reply
    }

    #[timer("2s")]
    #[group(Planning)]
    fn plan(&self, cx: &Cx<Planning>) -> Result<(), CallError> {
        self.fast.call(cx, ())
    }
}

fn ask(slow: &Client<Empty, Planning>, cx: &Cx<Control>) -> Result<(), CallError> {
    slow.call(cx, ())
}

fn main() {}
