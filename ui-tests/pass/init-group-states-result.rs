use rosweave::prelude::*;
use rosweave_ui_tests::runs;

#[derive(Group)]
struct Control {
    gain: f64,
}

#[node]
struct Demo;

#[node]
impl Demo {
    #[init]
    async fn init(_h: Handles<Self>) -> Result<(Self, Control), CallError> {
        Ok((Demo, Control { gain: 0.5 }))
    }

    #[timer("1s")]
    #[group(Control)]
    fn tick(&self, state: &mut Control) {
        state.gain += 1.0;
    }
}

fn main() {
    runs::<Demo>();
}
