// A static counts, beside a context that leaves.
use rosweave::prelude::*;
use rosweave_ui_tests::{Control, Empty, Planning, runs};

static COUNT: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);

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
        COUNT.fetch_add(count(cx), std::sync::atomic::Ordering::Relaxed);
        Ok(())
    }

    #[timer("2s")]
    #[group(Planning)]
    fn plan(&self, cx: &Cx<Planning>) -> Result<(), CallError> {
        self.fast.call(cx, ())
    }
}

fn count(cx: &Cx<Control>) -> usize {
    usize::from(!cx.is_stopping())
}

fn main() {
    runs::<Demo>();
}
