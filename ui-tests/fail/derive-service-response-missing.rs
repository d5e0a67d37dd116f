use rosweave::Service;

#[derive(Service)]
#[ros(request = String)]
struct Detect;

fn main() {}
