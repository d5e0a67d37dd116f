#![no_implicit_prelude]

#[derive(::rosweave::Group, ::std::default::Default)]
struct Control;

#[::rosweave::node]
struct Demo {
    #[client("trigger", timeout = "2s")]
    trigger: ::rosweave::Client<::rosweave_ui_tests::Empty>,
    #[publisher("number2", qos(depth = 3, deadline = "1s"))]
    number: ::rosweave::Publisher<i64>,
    count: u8,
}

#[::rosweave::node]
impl Demo {
    #[timer("1s")]
    #[group(Control)]
    fn tick(&self, cx: &::rosweave::Cx<Control>, _state: &mut Control) {
        let _ = self.trigger.call(cx, ());
    }

    #[subscribe("number")]
    async fn on_number(&self, _msg: i64, _info: &::rosweave::MessageInfo) {}

    #[service("add", type = ::rosweave_ui_tests::AddTwoInts)]
    fn add(&self, request: (i64, i64)) -> i64 {
        request.0 + request.1
    }

    #[service("reset", type = ::rosweave_ui_tests::Empty)]
    fn reset(&self, _request: (), responder: ::rosweave::Responder<::rosweave_ui_tests::Empty>) {
        responder.send(());
    }
}

fn main() {}
