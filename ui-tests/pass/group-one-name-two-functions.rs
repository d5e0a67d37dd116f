// Each function has a `Control` of its own: a callback of one may block on a client of the other.
use rosweave::prelude::*;
use rosweave_ui_tests::{Empty, runs};

trait Pick {
    type Group: Group;
}

struct First;

fn first() {
    #[derive(Group, Default)]
    struct Control;
    impl Pick for First {
        type Group = Control;
    }
}

fn second() {
    #[derive(Group, Default)]
    struct Control;

    #[node]
    struct Demo {
        #[client("trigger")]
        trigger: Client<Empty, <First as Pick>::Group>,
    }

    #[node]
    impl Demo {
        #[timer("1s")]
        #[group(Control)]
        fn tick(&self, cx: &Cx<Control>) -> Result<(), CallError> {
            self.trigger.call(cx, ())
        }
    }
    runs::<Demo>();
}

fn main() {
    first();
    second();
}
