use rosweave::prelude::*;
use rosweave_ui_tests::{Image, StringMsg, runs};

#[node]
struct Demo;

#[node]
impl Demo {
    #[subscribe("chatter")]
    fn by_value(&self, _msg: StringMsg) {}

    #[subscribe("chatter")]
    fn by_reference(&self, _msg: &StringMsg) {}

    #[subscribe("image")]
    fn by_arc(&self, _msg: Arc<Image>) {}

    #[subscribe("image")]
    async fn async_by_reference(&self, _msg: &Image) {}

    #[subscribe("image")]
    async fn async_by_arc(&self, _: std::sync::Arc<Image>) {}

    #[subscribe("number")]
    async fn async_by_value(&self, mut msg: i64) {
        msg += 1;
        assert_eq!(msg, 8);
    }
}

fn main() {
    runs::<Demo>();
}
