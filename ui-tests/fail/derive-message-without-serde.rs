use rosweave::Message;

#[derive(Message)]
#[ros("my_package/msg/Detection")]
struct Detection {
    score: f32,
}

fn main() {}
