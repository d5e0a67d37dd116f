//! A context is stored in a static.
//! expect: cannot be shared between threads safely

use rosweave::prelude::*;

struct Echo;

impl Service for Echo {
    type Request = u64;
    type Response = u64;
}

#[derive(Group, Default)]
struct Control;

#[node]
struct Demo {
    #[client("echo", timeout = "1s")]
    echo: Client<Echo, Control>,
}

static KEPT: std::sync::Mutex<Option<&'static Cx<Control>>> = std::sync::Mutex::new(None);

#[node]
impl Demo {
    #[timer("1s")]
    #[group(Control)]
    fn tick(&self, cx: &Cx<Control>) -> Result<(), CallError> {
        let _ = cx;
        let _ = &KEPT;
        Ok(())
    }
}

rosweave::main!(Demo);
