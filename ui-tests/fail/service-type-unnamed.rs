use rosweave::prelude::*;

struct Reset;

impl Service for Reset {
    type Request = ();
    type Response = ();
}

#[node]
struct Demo;

#[node]
impl Demo {
    #[service("reset", Reset)]
    fn reset(&self, _request: ()) {}
}

rosweave::main!(Demo);
