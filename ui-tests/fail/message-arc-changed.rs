use rosweave::prelude::*;

#[derive(Clone)]
struct Speed {
    limit: f64,
}

#[node]
struct Demo;

#[node]
impl Demo {
    #[subscribe("speed")]
    fn on_speed(&self, msg: Arc<Speed>) {
        msg.limit *= 0.5;
    }
}

fn main() {}
