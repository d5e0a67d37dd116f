// A macro gets the context, and no client.
use rosweave::prelude::*;
use rosweave_ui_tests::{Control, Empty, Planning, runs};

macro_rules! later {
    ($cx:ident: $millis:literal) => {
        $cx.sleep(Duration::from_millis($millis))
    };
}

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
        let _ = later!(cx: 1);
        Ok(())
    }

    #[timer("2s")]
    #[group(Planning)]
    fn plan(&self, cx: &Cx<Planning>) -> Result<(), CallError> {
        self.fast.call(cx, ())
    }
}

fn main() {
    runs::<Demo>();
}
