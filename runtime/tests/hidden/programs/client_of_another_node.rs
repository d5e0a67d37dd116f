//! Two nodes have swapped their clients.

use frame::*;

static OF_LEFT: Slot<Client<Ping, A>> = Slot::new();
static OF_RIGHT: Slot<Client<Ping, B>> = Slot::new();
static RIGHT: Slot<NodeHandle<Right>> = Slot::new();

#[node]
pub struct Left {
    #[client("fast")]
    fast: Client<Ping, A>,
}

#[node]
impl Left {
    #[timer("1s", once)]
    #[group(A)]
    fn tick(&self, cx: &Cx<A>) -> Answer {
        OF_RIGHT.get().call(cx, ())
    }
}

#[node]
pub struct Right {
    #[client("slow")]
    slow: Client<Ping, B>,
}

#[node]
impl Right {
    #[timer("1s", once)]
    #[group(B)]
    fn plan(&self, cx: &Cx<B>) -> Answer {
        OF_LEFT.get().call(cx, ())
    }
}

pub fn main() {
    blocks::<Left>(|world, left| {
        let right = world.start::<Right>().expect("the node starts");
        OF_LEFT.set(left.node().fast.clone());
        OF_RIGHT.set(right.node().slow.clone());
        RIGHT.set(right);
    });
}
