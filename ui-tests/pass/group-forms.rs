use rosweave::prelude::*;
use rosweave_ui_tests::runs;

#[derive(Group, Default)]
enum Mode {
    #[default]
    Idle,
    Busy(u8),
}

#[derive(Group, Default)]
#[group(exclusive)]
struct Control {
    integral: f64,
}

#[derive(Group, Default)]
#[group(reentrant, max_parallel = 4)]
struct Pool(std::sync::atomic::AtomicU8);

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    #[group(Control)]
    fn step(&self, state: &mut Control) {
        state.integral += 1.0;
    }

    #[timer("1s")]
    #[group(Mode)]
    fn switch(&self, state: &mut Mode) {
        *state = if let Mode::Busy(_) = state { Mode::Idle } else { Mode::Busy(1) };
    }

    #[timer("1s")]
    #[group(Pool)]
    fn count(&self, state: &Pool) {
        state.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    }
}

fn main() {
    runs::<Demo>();
}
