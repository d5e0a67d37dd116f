//! What a node may learn while it is made: its names, its clock, and what whoever starts it gives it.
#![allow(missing_docs)]

use std::sync::mpsc;

use rosweave::prelude::*;
use rosweave::testing::World;
use rosweave::{StartError, System};

struct Limits {
    torque: f64,
}

/// Not `Clone`, and not `Sync`.
struct Port(mpsc::Receiver<f64>);

#[node(namespace = "/left")]
struct Motor {
    #[publisher("torque")]
    torque: Publisher<f64>,
    #[publisher("~/made_at")]
    made_at: Publisher<String>,
    limits: Limits,
    port: Option<Port>,
    info: NodeInfo,
}

#[node]
impl Motor {
    #[init]
    async fn init(
        limits: Limits,
        info: NodeInfo,
        h: Handles<Self>,
        port: Option<Port>,
    ) -> Result<Self, std::convert::Infallible> {
        Ok(Motor { torque: h.torque, made_at: h.made_at, limits, port, info })
    }

    #[timer("1s")]
    fn tick(&mut self) -> Result<(), PublishError> {
        let wanted = self.port.as_ref().and_then(|port| port.0.try_recv().ok()).unwrap_or(1e9);
        self.torque.publish(wanted.min(self.limits.torque))?;
        let info = &self.info;
        let names = [info.name(), info.namespace(), info.full_name(), &info.resolve_topic("~/x")].join(" ");
        self.made_at.publish(format!("{names} {}", info.now().since(rosweave::Time::EPOCH).as_secs()))
    }
}

#[test]
fn two_nodes_of_one_type_have_values_of_their_own() -> rosweave::Result {
    let world = World::new(1);
    let (left, right) = (world.subscribe::<f64>("/l/torque")?, world.subscribe::<f64>("/r/torque")?);
    let give = |torque| NodeOptions::new().with(Limits { torque });
    let _left = world.start_with::<Motor>(give(1.0).namespace("/l"))?;
    let _right = world.start_with::<Motor>(give(2.0).namespace("/r"))?;
    world.advance(Duration::from_secs(1))?;
    assert_eq!((left.take(), right.take()), (vec![1.0], vec![2.0]));
    Ok(())
}

#[test]
fn a_value_need_be_neither_clone_nor_sync_and_may_be_optional() -> rosweave::Result {
    let world = World::new(1);
    let torque = world.subscribe::<f64>("/left/torque")?;
    let (sender, receiver) = mpsc::channel();
    sender.send(0.5).unwrap();
    let options = NodeOptions::new().with(Limits { torque: 2.0 }).with(Port(receiver));
    let _motor = world.start_with::<Motor>(options)?;
    world.advance(Duration::from_secs(2))?;
    assert_eq!(torque.take(), [0.5, 2.0]);
    Ok(())
}

#[test]
fn a_node_knows_its_names_and_its_time_without_a_context() -> rosweave::Result {
    let world = World::new(1);
    let names = world.subscribe::<String>("/left/engine/made_at")?;
    let options = NodeOptions::new().name("engine").remap("~/x", "/y").with(Limits { torque: 2.0 });
    let _motor = world.start_with::<Motor>(options)?;
    world.advance(Duration::from_secs(1))?;
    let now = world.now().since(rosweave::Time::EPOCH).as_secs();
    assert_eq!(names.take(), [format!("engine /left /left/engine /y {now}")]);
    Ok(())
}

#[test]
fn a_value_that_is_missing_keeps_the_node_from_starting() -> rosweave::Result {
    let world = World::new(1);
    let error = world.start::<Motor>().unwrap_err();
    assert_eq!(
        error.to_string(),
        "`/left/motor` has to be given a `init::Limits`: start it with `NodeOptions::new().with(..)`"
    );
    let error = world.start_with::<Motor>(NodeOptions::new().with(7_u8)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`/left/motor` has to be given a `init::Limits`: start it with `NodeOptions::new().with(..)`; it was given a `u8`"
    );
    Ok(())
}

#[node]
struct Plain;

#[node]
impl Plain {
    #[timer("1s")]
    fn tick(&self) {}
}

#[test]
fn a_value_that_nobody_asks_for_keeps_the_node_from_starting() -> rosweave::Result {
    let world = World::new(1);
    let options = NodeOptions::new().with(Limits { torque: 1.0 }).with(7_u8);
    let error = world.start_with::<Motor>(options).unwrap_err();
    assert_eq!(error.to_string(), "`/left/motor` was given a `u8`, which its `#[init]` does not ask for");
    let system = System::new().node::<Plain>(NodeOptions::new().with(7_u8));
    let error = world.start_system(system).unwrap_err();
    assert_eq!(error.to_string(), "`/plain` was given a `u8`, which its `#[init]` does not ask for");
    Ok(())
}

#[test]
fn clones_of_options_give_a_value_once() -> rosweave::Result {
    let world = World::new(1);
    let options = NodeOptions::new().with(Limits { torque: 1.0 });
    let _first = world.start_with::<Motor>(options.clone())?;
    let error = world.start_with::<Motor>(options).unwrap_err();
    assert!(matches!(error, StartError::GivenAway { given: "init::Limits", .. }), "{error}");
    Ok(())
}

#[test]
fn the_last_value_of_a_type_counts() -> rosweave::Result {
    let world = World::new(1);
    let torque = world.subscribe::<f64>("/left/torque")?;
    let options = NodeOptions::new().with(Limits { torque: 1.0 }).with(Limits { torque: 2.0 });
    let _motor = world.start_with::<Motor>(options)?;
    world.advance(Duration::from_secs(1))?;
    assert_eq!(torque.take(), [2.0]);
    Ok(())
}
