use rosweave::prelude::*;
use rosweave_ui_tests::{Control, Empty, Planning, runs};

#[node]
struct Demo {
    #[client("trigger")]
    r#async: Client<Empty, Planning>,
    r#type: u8,
}

#[node]
impl Demo {
    #[timer("1s")]
    #[group(Control)]
    fn r#loop(&self, r#in: &Cx<Control>) -> Result<(), CallError> {
        assert_eq!(self.r#type, 0);
        self.r#async.call(r#in, ())
    }
}

fn main() {
    runs::<Demo>();
}
