// The macro writes a method that tokens do not show.
use rosweave::prelude::*;
use rosweave_ui_tests::{Control, Empty, Planning};

macro_rules! ask {
    ($client:ident) => {
        fn ask(&self, cx: &Cx<Control>) -> Result<(), CallError> {
            self.$client.call(cx, ())
        }
    };
}

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
        self.ask(cx)
    }

    ask!(slow);

    #[timer("2s")]
    #[group(Planning)]
    fn plan(&self, cx: &Cx<Planning>) -> Result<(), CallError> {
        self.fast.call(cx, ())
    }
}

fn main() {}
