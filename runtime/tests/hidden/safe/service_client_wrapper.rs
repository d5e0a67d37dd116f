//! A wrapper waits for the service, and then invokes it.

use frame::*;

struct ServiceClient<'a, S, G> {
    client: &'a Client<S, G>,
    name: &'static str,
}

impl<S: Service, G: Group> ServiceClient<'_, S, G> {
    fn invoke<H: Group>(&self, cx: &Cx<H>, request: S::Request) -> Result<S::Response, CallError> {
        if !self.client.wait_for_service_timeout(cx, Duration::from_secs(1)) {
            tracing::warn!(name = self.name, "no service yet");
        }
        self.client.call(cx, request)
    }
}

#[node]
pub struct Demo {
    #[client("slow")]
    clear: Client<Ping, B>,
}

#[node]
impl Demo {
    #[timer("1s", once)]
    #[group(A)]
    fn recover(&self, cx: &Cx<A>) -> Answer {
        ServiceClient { client: &self.clear, name: "clear_costmap" }.invoke(cx, ())
    }

    #[timer("500ms")]
    #[group(B)]
    fn update(&self) {}
}

pub fn main() {
    blocks::<Demo>(|_, _| {});
}
