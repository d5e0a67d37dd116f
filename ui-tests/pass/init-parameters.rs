use rosweave::prelude::*;
use rosweave::testing::World;

struct Gains {
    kp: f64,
}

#[node]
struct Demo {
    #[publisher("torque")]
    torque: Publisher<f64>,
    kp: f64,
}

#[node]
impl Demo {
    #[init]
    fn init(gains: Gains, h: Handles<Self>, info: &NodeInfo, limit: Option<f64>) -> rosweave::Result<Self> {
        assert_eq!(info.full_name(), "/demo");
        Ok(Demo { torque: h.torque, kp: gains.kp.min(limit.unwrap_or(1.0)) })
    }

    #[timer("1s")]
    fn tick(&self) -> Result<(), PublishError> {
        self.torque.publish(self.kp)
    }
}

fn main() -> rosweave::Result {
    let world = World::new(1);
    let torque = world.subscribe::<f64>("torque")?;
    let _demo = world.start_with::<Demo>(NodeOptions::new().with(Gains { kp: 3.0 }))?;
    world.advance(Duration::from_secs(1))?;
    assert_eq!(torque.take(), [1.0]);
    Ok(())
}
