use rosweave::prelude::*;
use rosweave_ui_tests::runs;

struct Gain(f64);

#[node]
struct Demo {
    gain: Gain,
}

#[node]
impl Demo {
    #[init]
    fn new(_: Handles<Self>) -> Result<Self, std::num::ParseFloatError> {
        Ok(Self { gain: Gain("0.5".parse()?) })
    }

    #[timer("1s")]
    fn tick(&self) {
        assert!(self.gain.0 > 0.0);
    }
}

fn main() {
    runs::<Demo>();
}
