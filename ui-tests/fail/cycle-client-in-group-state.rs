// The clone in the state is the same client: it still belongs to `Planning`.
use rosweave::prelude::*;
use rosweave_ui_tests::{Empty, Planning};

#[derive(Group)]
struct Fast {
    clone: Client<Empty, Planning>,
}

#[node]
struct Demo {
    #[client("trigger")]
    fast: Client<Empty, Fast>,
    #[client("trigger")]
    slow: Client<Empty, Planning>,
}

#[node]
impl Demo {
    #[init]
    fn init(h: Handles<Self>) -> (Self, Fast) {
        let clone = h.slow.clone();
        (Demo { fast: h.fast, slow: h.slow }, Fast { clone })
    }

    #[timer("1s")]
    #[group(Fast)]
    fn tick(&self, state: &mut Fast, cx: &Cx<Fast>) -> Result<(), CallError> {
        state.clone.call(cx, ())
    }

    #[timer("2s")]
    #[group(Planning)]
    fn plan(&self, cx: &Cx<Planning>) -> Result<(), CallError> {
        self.fast.call(cx, ())
    }
}

fn main() {}
