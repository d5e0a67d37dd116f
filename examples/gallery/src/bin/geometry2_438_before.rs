//! geometry2 #438: a subscription that blocks on an action.
//!
//! Each name of a frame that is heard becomes a goal of the action that looks transforms up, and the callback waits
//! for the result. Subscription and action client are both in the node's default group, so that nobody can bring
//! what the callback waits for.

use rosweave::prelude::*;

/// Looks a transform up.
#[derive(Action)]
#[ros(goal = String, result = f64, feedback = ())]
struct LookupTransform;

#[node]
struct Listener {
    #[action_client("tf2_buffer_server")]
    lookup: ActionClient<LookupTransform>,
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
