// 2 errors: rustc's own, for nobody owns `parameter` here, and ours.
use rosweave::prelude::*;

struct Drive {
    #[parameter(default = 1.0)]
    rate: Parameter<f64>,
}

#[node]
impl Drive {
    #[validate]
    fn check(values: &Values<Self>) -> Result<(), String> {
        if values.rate > 0.0 { Ok(()) } else { Err("no rate".to_owned()) }
    }

    #[on_change(rate)]
    fn retuned(&self, change: &Change<Self>) {
        println!("{} to {}", change.old.rate, change.new.rate);
    }
}

rosweave::main!(Drive);
