// A task shares its thread as a callback does.
use rosweave::prelude::*;
use rosweave_ui_tests::{Empty, Io};

#[node]
struct Demo {
    #[client("trigger")]
    trigger: Client<Empty, Io>,
}

#[node]
impl Demo {
    #[timer("1s")]
    async fn tick(&self, cx: &AsyncCx) -> Result<(), CallError> {
        cx.spawn(|_| async { std::thread::sleep(Duration::from_secs(1)) });
        self.trigger.call(cx, ()).await
    }
}

fn main() {}
