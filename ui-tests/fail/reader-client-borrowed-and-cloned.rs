use rosweave::prelude::*;
use rosweave_ui_tests::{Control, Empty, Planning};

static KEPT: std::sync::OnceLock<Client<Empty, Planning>> = std::sync::OnceLock::new();

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
        KEPT.get().map_or(Ok(()), |slow| slow.call(cx, ()))
    }

    #[timer("2s")]
    #[group(Planning)]
    fn plan(&self, cx: &Cx<Planning>) -> Result<(), CallError> {
        let slow = &self.slow;
        let _ = KEPT.set(slow.clone());
        self.fast.call(cx, ())
    }
}

fn main() {}
