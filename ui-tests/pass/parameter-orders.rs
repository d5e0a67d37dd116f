use rosweave::prelude::*;
use rosweave_ui_tests::{Control, Empty, Io, Pool, StringMsg, runs};

#[node]
struct Demo;

#[node]
impl Demo {
    #[subscribe("chatter")]
    #[group(Control)]
    fn a(&self, _cx: &Cx<Control>, _state: &mut Control, _info: MessageInfo, _msg: &StringMsg) {}

    #[subscribe("chatter")]
    #[group(Control)]
    async fn b(&self, _state: &mut Control, _msg: Arc<StringMsg>, _cx: &AsyncCx<Control>, _info: &MessageInfo) {}

    #[subscribe("chatter")]
    #[group(Io)]
    async fn c(&self, _info: MessageInfo, _cx: &AsyncCx<Io>, _msg: StringMsg, _state: &Io) {}

    #[service("reset", type = Empty)]
    #[group(Control)]
    fn d(&self, responder: Responder<Empty>, _cx: &Cx<Control>, _request: (), _state: &Control) {
        responder.send(());
    }

    #[timer("1s")]
    #[group(Pool)]
    fn e(&self, _timer: &Timer, _state: &Pool, _cx: &Cx<Pool>) {}
}

fn main() {
    runs::<Demo>();
}
