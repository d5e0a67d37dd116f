use rosweave::Service;

#[derive(Service)]
#[ros(request = "Image", response = bool)]
struct Detect;

fn main() {}
