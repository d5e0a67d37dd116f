use rosweave::prelude::*;

struct Count;

impl Service for Count {
    type Request = u32;
    type Response = u32;
}

#[node]
struct Demo;

#[node]
impl Demo {
    #[service("count", type = Count)]
    fn count(&self, request: &u32, response: &mut u32) {
        *response = request + 1;
    }
}

rosweave::main!(Demo);
