//! A node's access to the parameters of another one.
#![allow(missing_docs)]

use rosweave::prelude::*;
use rosweave::testing::{Probe, World};
use rosweave::{ParameterValue, RemoteParameterError};

#[derive(Clone, Copy, Debug, PartialEq, ParameterEnum)]
enum Mode {
    Idle,
    FullSpeed,
}

#[node]
struct Robot {
    #[parameter(default = 0.5, range = 0.0..=1.0)]
    speed: Parameter<f64>,
    #[parameter(default = Mode::Idle)]
    mode: Parameter<Mode>,
    #[parameter]
    limit: Parameter<Option<i64>>,
}

#[node]
impl Robot {
    #[timer("1h")]
    fn tick(&self) {}
}

#[derive(Group, Default)]
struct Io;

type Told = Result<String, RemoteParameterError>;

#[node]
struct Tool {
    #[parameter_client("/robot", timeout = "2s")]
    robot: ParameterClient<Io>,
    #[publisher("told")]
    told: Publisher<Told>,
}

#[node]
impl Tool {
    #[subscribe("read")]
    fn on_read(&self, name: String, cx: &Cx) -> Result<(), PublishError> {
        let told = self.robot.get::<f64, _>(cx, &name).map(|value| value.to_string());
        self.told.publish(told)
    }

    #[subscribe("write")]
    #[group(Io)]
    async fn on_write(&self, speed: f64, cx: &AsyncCx<Io>) -> Result<(), PublishError> {
        let told = self.write(cx, speed).await;
        self.told.publish(told)
    }

    #[subscribe("look")]
    async fn on_look(&self, (): (), cx: &AsyncCx) -> Result<(), PublishError> {
        let told = self.look(cx).await;
        self.told.publish(told)
    }
}

impl Tool {
    async fn write(&self, cx: &AsyncCx<Io>, speed: f64) -> Told {
        self.robot.set(cx, "speed", speed).await?;
        let speed: f64 = self.robot.get(cx, "speed").await?;
        Ok(speed.to_string())
    }

    async fn look(&self, cx: &AsyncCx) -> Told {
        let values = [("mode", "full_speed".into()), ("limit", ParameterValue::from(7_i64))];
        self.robot.set_all(cx, values.map(|(name, value)| (name.to_owned(), value))).await?;
        let mode: Mode = self.robot.get(cx, "mode").await?;
        let limit: Option<i64> = self.robot.get(cx, "limit").await?;
        let names = self.robot.list(cx, &["mode", "speed"]).await?;
        Ok(format!("{mode:?} {limit:?} {names:?} of {}", self.robot.node()))
    }
}

fn start() -> (World, Probe<Told>, NodeHandle<Tool>) {
    let world = World::new(1);
    let told = world.subscribe("told").expect("a probe");
    let tool = world.start::<Tool>().expect("it starts");
    (world, told, tool)
}

fn ask<M: Send + Sync + 'static>(
    (world, told, _): &(World, Probe<Told>, NodeHandle<Tool>),
    topic: &str,
    message: M,
) -> Told {
    world.publish(topic, message).expect("it is sent");
    world.advance(Duration::from_secs(3)).expect("nothing hangs");
    told.take().remove(0)
}

#[test]
fn values_are_read_and_set_with_their_types() {
    let all = start();
    let robot = all.0.start::<Robot>().expect("it starts");
    assert_eq!(ask(&all, "read", "speed".to_owned()), Ok("0.5".to_owned()));
    assert_eq!(ask(&all, "write", 0.75), Ok("0.75".to_owned()));
    assert_eq!(robot.node().speed.get(), 0.75);
    let told = ask(&all, "look", ()).expect("it is told");
    assert_eq!(told, "FullSpeed Some(7) [\"mode\", \"speed\"] of /robot");
}

#[test]
fn what_can_not_be_is_told() {
    let all = start();
    let told = ask(&all, "read", "speed".to_owned()).expect_err("nobody is there").to_string();
    assert!(told.contains("/robot/get_parameters"), "{told}");
    let _robot = all.0.start::<Robot>().expect("it starts");
    let told =
        |topic: &str, name: &str| ask(&all, topic, name.to_owned()).expect_err("it is refused").to_string();
    assert_eq!(told("read", "nope"), "`/robot` has no parameter `nope`");
    let expected = "the parameter `mode` of `/robot` is string (\"idle\"), and was asked for as double";
    assert_eq!(told("read", "mode"), expected);
    let refused = ask(&all, "write", 7.0).expect_err("it is out of range").to_string();
    assert!(
        refused.starts_with("`/robot` keeps its parameters: Parameter {speed} doesn't comply"),
        "{refused}"
    );
}
