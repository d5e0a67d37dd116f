use rosweave::Service;

#[derive(Service)]
struct Detect;

fn main() {}
