use rosweave::prelude::*;

#[derive(Group)]
struct Control {
    gain: f64,
}

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    #[group(Control)]
    fn tick(&self, state: &mut Control) {
        state.gain += 1.0;
    }
}

fn main() {}
