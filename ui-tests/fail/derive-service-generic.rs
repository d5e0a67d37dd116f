use rosweave::Service;

#[derive(Service)]
#[ros("my_package/srv/Detect", request = u8, response = T)]
struct Detect<T: Send + Sync + 'static>(T);

fn main() {}
