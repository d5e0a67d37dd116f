//! Types of the user's have methods that are called as ours, or as blocking ones of others.

use frame::*;

#[derive(Default)]
pub struct Fsm {
    state: u32,
}

impl Fsm {
    fn call(&mut self, event: u32) -> u32 {
        self.state += event;
        self.state
    }

    fn send(&mut self, event: u32) {
        self.state ^= event;
    }

    fn result(&self) -> Result<u32, &'static str> {
        if self.state > 0 { Ok(self.state) } else { Err("idle") }
    }

    fn cancel(&mut self) {
        self.state = 1;
    }

    fn recv(&mut self) -> Option<u32> {
        Some(self.state)
    }

    fn join(&self, other: &str) -> String {
        format!("{}{other}", self.state)
    }

    fn block_on(&mut self, obstacle: u32) {
        self.state = obstacle;
    }

    fn sleep(&self, _seconds: f64) {}

    fn wait(&self) {}

    fn park(&self) {}
}

#[derive(Group, Default)]
pub struct Machine {
    fsm: Fsm,
}

#[node]
pub struct Demo {
    #[client("fast")]
    fast: Client<Ping, Machine>,
    #[client("slow")]
    slow: Client<Ping, B>,
}

#[node]
impl Demo {
    #[timer("1s", once)]
    #[group(Machine)]
    async fn tick(&self, machine: &mut Machine, cx: &AsyncCx<Machine>) -> Result<(), &'static str> {
        let fsm = &mut machine.fsm;
        fsm.send(fsm.state + 2);
        fsm.call(1);
        fsm.block_on(3);
        let _ = (fsm.recv(), fsm.join("x"));
        fsm.sleep(0.1);
        fsm.wait();
        fsm.park();
        cx.sleep(Duration::from_millis(1)).await;
        fsm.cancel();
        fsm.result().map(|_| ())
    }

    #[timer("1s", once)]
    #[group(B)]
    fn plan(&self, cx: &Cx<B>) -> Answer {
        self.fast.call(cx, ())
    }

    #[timer("1s", once)]
    #[group(Io)]
    fn other(&self, cx: &Cx<Io>) -> Answer {
        self.slow.call(cx, ())
    }
}

pub fn main() {
    blocks::<Demo>(|_, _| {});
}
