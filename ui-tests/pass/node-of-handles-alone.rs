use rosweave::prelude::*;
use rosweave::testing::World;

/// Whoever has its handle publishes.
#[node]
struct Beacon {
    #[publisher("beacon")]
    beacon: Publisher<u64>,
}

#[node]
impl Beacon {}

struct Double;

impl Service for Double {
    type Request = u64;
    type Response = u64;
}

/// Whoever has its handle calls.
#[node]
struct Asker {
    #[client("double")]
    double: Client<Double>,
}

#[node]
impl Asker {
    /// No callback.
    async fn twice(&self, cx: &AsyncCx<rosweave::NoGroup>, number: u64) -> Result<u64, CallError> {
        let once = self.double.call(cx, number).await?;
        self.double.call(cx, once).await
    }
}

fn main() -> rosweave::Result {
    let world = World::new(1);
    let heard = world.subscribe::<u64>("beacon")?;
    let _server = world.serve::<Double>("double", |number| number * 2)?;
    let (beacon, asker) = (world.start::<Beacon>()?, world.start::<Asker>()?);
    beacon.node().beacon.publish(7)?;
    assert_eq!(heard.take(), [7]);
    let cx = asker.async_cx();
    assert_eq!(world.block_on(asker.node().twice(&cx, 3))??, 12);
    world.block_on(asker.stop())??;
    Ok(())
}
