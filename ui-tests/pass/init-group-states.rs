use rosweave::prelude::*;
use rosweave_ui_tests::runs;

#[derive(Group)]
struct Control {
    gain: f64,
}

#[derive(Group)]
#[group(reentrant)]
struct Io(u8);

#[node]
struct Demo {
    #[publisher("sum")]
    sum: Publisher<i64>,
}

#[node]
impl Demo {
    #[init]
    fn init(h: Handles<Self>) -> (Self, Control, Io) {
        (Self { sum: h.sum }, Control { gain: 0.5 }, Io(1))
    }

    #[timer("1s")]
    #[group(Control)]
    fn tick(&self, state: &mut Control) {
        state.gain += 1.0;
    }

    #[timer("1s")]
    #[group(Io)]
    fn tock(&self, state: &Io) {
        assert_eq!(state.0, 1);
    }
}

fn main() {
    runs::<Demo>();
}
