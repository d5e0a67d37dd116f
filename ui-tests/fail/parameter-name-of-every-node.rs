use rosweave::prelude::*;

#[node]
struct Demo {
    #[parameter(default = true, name = "use_sim_time")]
    rate: Parameter<bool>,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {}
}

fn main() {}
