use rosweave::prelude::*;
use rosweave_ui_tests::{Control, Empty, runs};

#[node]
struct Demo {
    #[client("trigger")]
    trigger: Client<Empty, Control>,
}

#[node]
impl Demo {
    #[timer("1s", once)]
    #[group(Control)]
    fn tick(&self, cx: &Cx<Control>) {
        let trigger = self.trigger.clone();
        cx.spawn(move |cx| async move {
            let _ = trigger.call(&cx, ()).await;
        });
    }

    #[timer("1s", once)]
    async fn tock(&self, cx: &AsyncCx) {
        let trigger = self.trigger.clone();
        cx.spawn(async move |cx| {
            cx.sleep(Duration::from_millis(1)).await;
            let _ = trigger.call(&cx, ()).await;
        });
    }
}

fn main() {
    runs::<Demo>();
}
