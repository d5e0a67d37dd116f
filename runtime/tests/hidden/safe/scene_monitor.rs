//! The scene is asked for where a message says that it is stale.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use frame::*;

#[node]
pub struct Demo {
    #[client("slow", timeout = "1s")]
    get_scene: Client<Ping, Io>,
    #[publisher("stale")]
    stale: Publisher<u32>,
    needs_update: AtomicBool,
    scene: Mutex<Vec<u32>>,
}

impl Demo {
    fn request_scene<G: Group>(&self, cx: &Cx<G>) -> Answer {
        let answer = self.get_scene.call(cx, ());
        self.scene.lock().unwrap().push(answer.is_ok().into());
        answer
    }
}

#[node]
impl Demo {
    #[subscribe("stale")]
    fn on_stale(&self, _seq: u32) {
        self.needs_update.store(true, Ordering::SeqCst);
    }

    #[timer("100ms")]
    fn update(&self, cx: &Cx) -> Answer {
        if self.needs_update.swap(false, Ordering::SeqCst) { self.request_scene(cx) } else { Ok(()) }
    }

    #[timer("1s")]
    #[group(A)]
    fn age(&self) -> Result<(), PublishError> {
        self.stale.publish(1)
    }
}

pub fn main() {
    blocks::<Demo>(|_, _| {});
}
