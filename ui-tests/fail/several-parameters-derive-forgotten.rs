// 2 errors: rustc's own, for nobody owns `parameter` here, and ours.
use rosweave::prelude::*;

struct Gains {
    #[parameter(default = 1.0)]
    kp: Parameter<f64>,
}

#[node]
struct Demo {
    #[parameter]
    gains: Gains,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {
        let _kp = self.gains.kp.get();
    }
}

rosweave::main!(Demo);
