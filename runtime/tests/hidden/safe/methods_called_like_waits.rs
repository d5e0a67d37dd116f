//! Values of the user's own types have methods called like those that wait.

use frame::*;

#[derive(Default)]
struct Queue(std::sync::Mutex<Vec<u32>>);

impl Queue {
    fn call(&self, _cx: &str, number: u32) {
        self.0.lock().expect("not poisoned").push(number);
    }

    fn send(&self, number: u32) {
        self.call("", number);
    }

    fn get(&self, place: usize) -> Option<u32> {
        self.0.lock().expect("not poisoned").get(place).copied()
    }

    fn wait(&self) {}
}

#[node]
pub struct Demo {
    #[client("slow")]
    slow: Client<Ping, B>,
    queue: Queue,
}

#[node]
impl Demo {
    #[timer("1s")]
    #[group(A)]
    fn tick(&self, cx: &Cx<A>) -> Answer {
        self.queue.call("cx", 1);
        self.queue.send(2);
        self.queue.wait();
        let _ = self.queue.get(0);
        self.slow.call(cx, ())
    }

    #[timer("1s")]
    #[group(B)]
    fn plan(&self) {
        self.queue.call("plan", 3);
        self.queue.wait();
    }
}

pub fn main() {
    blocks::<Demo>(|_, _| {});
}
