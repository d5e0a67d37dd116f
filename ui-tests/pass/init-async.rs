use rosweave::prelude::*;
use rosweave_ui_tests::runs;

#[node]
struct Demo {
    gain: f64,
}

#[node]
impl Demo {
    #[init]
    async fn init(_h: Handles<Self>) -> Result<Self, String> {
        std::future::ready(()).await;
        Ok(Self { gain: 0.5 })
    }

    #[timer("1s")]
    async fn tick(&self) {
        assert!(self.gain > 0.0);
    }
}

fn main() {
    runs::<Demo>();
}
