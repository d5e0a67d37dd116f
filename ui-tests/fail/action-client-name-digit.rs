use rosweave::prelude::*;

#[derive(Action)]
#[ros(goal = u32, result = u32, feedback = u32)]
struct Dock;

#[derive(Group, Default)]
struct Replies;

#[node]
struct Robot {
    #[action_client("2nd_dock")]
    dock: ActionClient<Dock, Replies>,
}

#[node]
impl Robot {
    #[timer("1s")]
    fn tick(&self, cx: &Cx) -> Result<(), ActionError> {
        self.dock.send(cx, 1)?.result(cx).map(drop)
    }
}

rosweave::main!(Robot);
