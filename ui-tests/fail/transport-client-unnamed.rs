use lib::wire::Wire;
use rosweave::prelude::*;
use rosweave_ui_tests as lib;

#[derive(Service)]
#[ros(request = u8, response = u8)]
struct Detect;

#[node]
struct Camera {
    #[client("detect")]
    detect: Client<Detect>,
}

#[node]
impl Camera {
    #[timer("1s")]
    async fn tick(&self, cx: &AsyncCx) -> Result<(), CallError> {
        self.detect.call(cx, 1).await.map(drop)
    }
}

fn main() -> rosweave::Result {
    rosweave::run_on::<Wire, Camera>()
}
