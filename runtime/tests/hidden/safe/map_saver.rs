//! A handler asks another node for the map, and saves it.

use frame::*;

static SERVER: Slot<NodeHandle<MapServer>> = Slot::new();

#[node]
pub struct MapServer;

#[node]
impl MapServer {
    #[service("get_map", type = Ping)]
    fn get_map(&self, _request: (), cx: &Cx) -> Result<(), Stopped> {
        cx.sleep(Duration::from_millis(50))
    }
}

#[node]
pub struct Saver {
    #[client("get_map")]
    get_map: Client<Ping, Io>,
    #[client("save_map")]
    save_map: Client<Ping, Io>,
}

#[node]
impl Saver {
    #[service("save_map", type = Ping)]
    fn save(&self, _request: (), cx: &Cx) -> Answer {
        self.get_map.call(cx, ())
    }

    #[timer("1s", once)]
    #[group(A)]
    fn on_button(&self, cx: &Cx<A>) -> Answer {
        self.save_map.call(cx, ())
    }
}

pub fn main() {
    blocks::<Saver>(|world, _| SERVER.set(world.start().expect("the node starts")));
}
