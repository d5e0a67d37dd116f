// What is declared counts as seen.
use rosweave::prelude::*;
use rosweave_ui_tests::{Control, Empty, Planning};

type Ask = Box<dyn Fn(&Cx<Control>) -> Result<(), CallError> + Send + Sync>;
static KEPT: std::sync::OnceLock<Ask> = std::sync::OnceLock::new();

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
    #[waits(slow)]
    fn tick(&self, cx: &Cx<Control>) -> Result<(), CallError> {
        KEPT.get().map_or(Ok(()), |ask| ask(cx))
    }

    #[timer("2s")]
    #[group(Planning)]
    fn plan(&self, cx: &Cx<Planning>) -> Result<(), CallError> {
        self.fast.call(cx, ())
    }
}

fn main() {}
