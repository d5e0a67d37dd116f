use rosweave::prelude::*;
use rosweave_ui_tests::AddTwoInts;

#[derive(Group, Default)]
struct Io;

#[node]
struct Demo {
    #[client("add")]
    add: Client<AddTwoInts, Io>,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self, cx: &AsyncCx) -> Result<(), CallError> {
        self.add.call(cx, (1, 2))?;
        Ok(())
    }
}

fn main() {}
