use rosweave::prelude::*;
use rosweave_ui_tests::{Control, Empty, runs};

#[node]
struct Demo {
    #[client("trigger")]
    trigger: Client<Empty, Control>,
}

#[node]
impl Demo {
    #[timer("1s")]
    #[group(Control)]
    fn tick(&self, cx: &Cx<Control>) -> Result<(), Stopped> {
        assert_eq!(cx.node_name(), "/demo");
        assert!(!cx.is_stopping() && cx.now() == cx.now());
        self.trigger.wait_for_service(cx)?;
        cx.sleep(Duration::from_millis(1))
    }

    #[timer("1s")]
    async fn tock(&self, cx: &AsyncCx) -> Result<(), Stopped> {
        cx.sleep(Duration::from_millis(1)).await;
        self.trigger.wait_for_service(cx).await
    }
}

fn main() {
    runs::<Demo>();
}
