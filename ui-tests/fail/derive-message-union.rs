use rosweave::Message;

#[derive(Clone, Copy, Message)]
#[ros("my_package/msg/Detection")]
union Detection {
    score: f32,
}

fn main() {}
