// 2 errors: rustc's own, the types, and ours, how to get at the value.
use rosweave::prelude::*;

#[node]
struct Demo {
    #[parameter(default = true)]
    enabled: Parameter<bool>,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {
        if self.enabled {
            println!("tick");
        }
    }
}

rosweave::main!(Demo);
