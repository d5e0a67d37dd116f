use std::ops::Deref;

use rosweave::prelude::*;
use rosweave_ui_tests::{Control, Empty, Planning};

#[node]
struct Demo {
    #[client("trigger")]
    fast: Client<Empty, Control>,
    #[client("trigger")]
    slow: Client<Empty, Planning>,
    hidden: Hidden,
}

#[node]
impl Demo {
    #[init]
    fn init(h: Handles<Self>) -> Self {
        Demo { hidden: Hidden { clone: h.slow.clone() }, fast: h.fast, slow: h.slow }
    }

    #[timer("1s")]
    #[group(Control)]
    fn tick(&self, cx: &Cx<Control>) -> Result<(), CallError> {
        self.clone.call(cx, ())
    }

    #[timer("2s")]
    #[group(Planning)]
    fn plan(&self, cx: &Cx<Planning>) -> Result<(), CallError> {
        self.fast.call(cx, ())
    }
}

struct Hidden {
    clone: Client<Empty, Planning>,
}

impl Deref for Demo {
    type Target = Hidden;

    fn deref(&self) -> &Hidden {
        &self.hidden
    }
}

fn main() {}
