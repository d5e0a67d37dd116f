// 2 errors: rustc's own, what it can not do with a handle, and ours, how to get at the value.
use rosweave::prelude::*;

#[node]
struct Demo {
    #[parameter(default = 1.0)]
    rate: Parameter<f64>,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {
        println!("{}", self.rate * 2.0);
    }
}

rosweave::main!(Demo);
