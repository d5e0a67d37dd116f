use rosweave::prelude::*;
use rosweave_ui_tests::{Control, Empty, Planning};

static KEPT: std::sync::OnceLock<Arc<Lent>> = std::sync::OnceLock::new();

struct Lent(Client<Empty, Planning>);

#[node]
struct Demo {
    #[client("trigger")]
    fast: Client<Empty, Control>,
    #[client("trigger")]
    slow: Client<Empty, Planning>,
    #[publisher("lent")]
    lent: Publisher<Lent>,
}

#[node]
impl Demo {
    #[timer("1s")]
    #[group(Control)]
    fn tick(&self, cx: &Cx<Control>) -> Result<(), CallError> {
        KEPT.get().map_or(Ok(()), |lent| lent.0.call(cx, ()))
    }

    #[subscribe("lent")]
    fn keep(&self, lent: Arc<Lent>) {
        let _ = KEPT.set(lent);
    }

    #[timer("2s")]
    #[group(Planning)]
    fn plan(&self, cx: &Cx<Planning>) -> Result<(), CallError> {
        let _ = self.lent.publish(Lent(self.slow.clone()));
        self.fast.call(cx, ())
    }
}

fn main() {}
