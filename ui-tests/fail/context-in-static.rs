use std::sync::OnceLock;

use rosweave::prelude::*;

static KEPT: OnceLock<&AsyncCx> = OnceLock::new();

#[node]
struct Demo;

#[node]
impl Demo {
    #[timer("1s")]
    async fn tick(&self, cx: &AsyncCx) {
        let _ = KEPT.set(cx);
    }
}

fn main() {}
