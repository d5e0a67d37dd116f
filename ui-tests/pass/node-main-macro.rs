use rosweave::prelude::*;

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1ms")]
    fn tick(&self, cx: &Cx) {
        cx.request_stop();
    }
}

rosweave::main!(Demo);
