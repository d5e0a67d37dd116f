//! Tasks of diagnostics are closures, and one of them looks whether a service is there.

use frame::*;

type Diagnostic = Box<dyn Fn() -> (&'static str, bool) + Send + Sync>;

#[node]
pub struct Demo {
    #[client("slow")]
    driver: Client<Ping, Io>,
    #[publisher("diagnostics")]
    diagnostics: Publisher<Vec<(&'static str, bool)>>,
    tasks: Vec<Diagnostic>,
}

#[node]
impl Demo {
    #[init]
    fn init(h: Handles<Self>) -> Self {
        let driver = h.driver.clone();
        let tasks: Vec<Diagnostic> =
            vec![Box::new(|| ("battery", true)), Box::new(move || ("driver", driver.service_is_ready()))];
        Demo { driver: h.driver, diagnostics: h.diagnostics, tasks }
    }

    #[timer("1s")]
    fn update(&self) -> Result<(), PublishError> {
        self.diagnostics.publish(self.tasks.iter().map(|task| task()).collect::<Vec<_>>())
    }

    #[timer("1s", once)]
    #[group(A)]
    fn reset(&self, cx: &Cx<A>) -> Answer {
        if self.driver.service_is_ready() { self.driver.call(cx, ()) } else { Ok(()) }
    }
}

pub fn main() {
    blocks::<Demo>(|_, _| {});
}
