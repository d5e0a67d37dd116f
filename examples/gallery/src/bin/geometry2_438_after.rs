//! geometry2 #438, mended: the action client has a group of its own, which brings what the callback waits for.

use rosweave::prelude::*;

/// Looks a transform up.
#[derive(Action)]
#[ros(goal = String, result = f64, feedback = ())]
struct LookupTransform;

/// Brings answers and results.
#[derive(Group, Default)]
struct Replies;

#[node]
struct Listener {
    #[action_client("tf2_buffer_server")]
    lookup: ActionClient<LookupTransform, Replies>,
    #[publisher("distance")]
    distance: Publisher<f64>,
}

#[node]
impl Listener {
    #[subscribe("frame")]
    fn on_frame(&self, frame: &String, cx: &Cx) -> Result<(), ActionError> {
        let goal = self.lookup.send(cx, frame.clone())?;
        let end = goal.result(cx)?;
        let _ = self.distance.publish(*end.result);
        Ok(())
    }
}

rosweave::main!(Listener);

/// The node that knows the transforms.
#[cfg(test)]
#[node]
struct Buffer;

#[cfg(test)]
#[node]
impl Buffer {
    #[action("tf2_buffer_server", type = LookupTransform)]
    fn look_up(&self, frame: Goal<LookupTransform>) -> f64 {
        frame.len() as f64
    }
}

#[test]
fn the_transform_is_looked_up() -> rosweave::Result {
    let world = rosweave::testing::World::new(438);
    let distance = world.subscribe::<f64>("distance")?;
    let (_buffer, _listener) = (world.start::<Buffer>()?, world.start::<Listener>()?);
    world.publish("frame", "map".to_owned())?;
    world.advance(Duration::from_secs(1))?;
    assert_eq!(distance.take(), [3.0]);
    Ok(())
}
