use rosweave::prelude::*;

#[derive(Action)]
#[ros(goal = u32, result = u32, feedback = u32)]
struct Dock;

#[derive(Group, Default)]
struct Replies;

fn dock(client: &ActionClient<Dock, Replies>, cx: &Cx) -> Result<(), ActionError> {
    client.send(cx, 1)?.result(cx)?;
    Ok(())
}

#[node]
struct Robot {
    #[action_client("dock")]
    dock: ActionClient<Dock, Replies>,
}

#[node]
impl Robot {
    #[timer("1s")]
    #[waits(dock)]
    fn tick(&self, cx: &Cx) -> Result<(), ActionError> {
        dock(&self.dock, cx)
    }
}

fn main() {}
