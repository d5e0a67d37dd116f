//! A generic node relays what it hears, and asks before.

use frame::*;

#[node]
pub struct Relay<M: Clone + Send + Sync + 'static> {
    #[publisher("out")]
    out: Publisher<M>,
    #[client("slow")]
    allow: Client<Ping, Io>,
}

#[node]
impl<M: Clone + Send + Sync + 'static> Relay<M> {
    #[subscribe("in")]
    #[group(A)]
    fn relay(&self, message: Arc<M>, cx: &Cx<A>) -> rosweave::Result {
        self.allow.call(cx, ())?;
        self.out.publish(message)?;
        Ok(())
    }
}

pub fn main() {
    blocks::<Relay<u32>>(|world, _| {
        let _ = world.publish("in", 7_u32);
    });
}
