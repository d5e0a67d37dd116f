use rosweave::Service;

struct Image {
    _width: u32,
}

#[derive(Service)]
#[ros("my_package/srv/Detect", request = Image, response = bool)]
struct Detect;

fn main() {}
