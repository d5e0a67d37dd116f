use rosweave::prelude::*;

#[node]
struct Demo {
    #[parameter(default = 1.0)]
    rate: Parameter<f64>,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) {}

    #[validate]
    async fn check(_values: &Values<Self>) -> Result<(), String> {
        Ok(())
    }
}

fn main() {}
