use rosweave::prelude::*;

#[derive(Action)]
#[ros(goal = u32, result = u32, feedback = u32)]
struct Dock;

#[node]
struct Robot {
    #[action_client("dock")]
    dock: ActionClient<Dock>,
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

rosweave::main!(Robot);
