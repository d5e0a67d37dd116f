use rosweave::prelude::*;
use rosweave_ui_tests::Image;

#[node]
struct Demo;

#[node]
impl Demo {
    #[subscribe("image")]
    fn on_image(&self, _msg: Image) {}
}

fn main() {}
