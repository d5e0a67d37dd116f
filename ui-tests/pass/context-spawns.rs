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

    /// What is within has a `self` of its own.
    #[timer("1s", once)]
    fn tack(&self, cx: &Cx) {
        cx.spawn(move |cx| async move {
            use self::quiet as silent;
            struct Bell(u32);
            impl Bell {
                fn ring(&self, cx: &AsyncCx<rosweave::NoGroup>) -> String {
                    format!("{} at {:?}", self.0, cx.now())
                }
            }
            let _ = Bell(self::quiet() + silent()).ring(&cx);
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

fn quiet() -> u32 {
    0
}

fn main() {
    runs::<Demo>();
}
