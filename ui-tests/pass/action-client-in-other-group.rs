use rosweave::prelude::*;

#[derive(Action)]
#[ros(goal = u32, result = u32, feedback = u32)]
struct Dock;

#[derive(Group, Default)]
#[group(reentrant)]
struct Io;

#[node]
struct Robot {
    #[action_client("dock")]
    dock: ActionClient<Dock, Io>,
}

#[node]
impl Robot {
    #[timer("1s")]
    fn tick(&self, cx: &Cx) -> Result<(), ActionError> {
        let goal = self.dock.send(cx, 1)?;
        goal.result(cx)?;
        Ok(())
    }
}

fn main() {
    let _ = rosweave::describe::<Robot>();
}
