use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[subscribe("start")]
    fn on_start(&self, _msg: &String) {
        self.create_timer(1.0, || println!("tick"));
    }
}

fn main() {}
