use lib::wire::Wire;
use rosweave::Node;
use rosweave::prelude::*;
use rosweave_ui_tests as lib;
use serde::{Deserialize, Serialize};

#[derive(Clone, Serialize, Deserialize, Message)]
#[ros("my_package/msg/Detection")]
struct Detection {
    score: f32,
}

#[derive(Service)]
#[ros("my_package/srv/Detect", request = Detection, response = Detection)]
struct Detect;

#[node]
struct Camera {
    #[publisher("detections")]
    detections: Publisher<Detection>,
    #[client("detect")]
    _detect: Client<Detect>,
}

#[node]
impl Camera {
    #[subscribe("seen")]
    fn on_seen(&self, detection: Arc<Detection>) -> Result<(), PublishError> {
        self.detections.publish(detection)
    }

    #[service("detect_again", type = Detect)]
    fn detect_again(&self, request: Detection) -> Detection {
        request
    }
}

fn runs_on<T, N: Node<T>>() -> bool
where
    T: rosweave::Transport,
{
    true
}

fn main() {
    assert!(runs_on::<Wire, Camera>() && runs_on::<rosweave::InProcess, Camera>());
}
