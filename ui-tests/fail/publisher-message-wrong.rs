use rosweave::prelude::*;

#[node]
struct Demo {
    #[publisher("sum")]
    sum: Publisher<i64>,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self) -> Result<(), PublishError> {
        self.sum.publish("seven")
    }
}

fn main() {}
