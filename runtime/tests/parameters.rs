//! Parameters of nodes: declared, read, set, validated, and what callbacks are told of a change.
#![allow(missing_docs)]

use std::time::Duration;

use rosweave::prelude::*;
use rosweave::testing::World;
use rosweave::{ParameterValue, StartError};

#[derive(Clone, Copy, Debug, PartialEq, ParameterEnum)]
enum Mode {
    Idle,
    FullSpeed,
    #[parameter(name = "careful")]
    Slow,
}

#[derive(Parameters)]
struct Gains {
    /// How strongly it reacts to the error.
    #[parameter(default = 1.0, range = 0.0..=10.0)]
    kp: Parameter<f64>,
    #[parameter(0.5)]
    ki: Parameter<f32>,
}

/// Has one of each.
#[node]
struct Robot {
    /// The radius of a wheel, in metres.
    #[parameter(default = 0.05, range = 0.01..=1.0)]
    wheel_radius: Parameter<f64>,
    #[parameter(default = 3, range = 1..=9, step = 2)]
    count: Parameter<u8>,
    #[parameter(default = "odom", read_only)]
    frame: Parameter<String>,
    #[parameter(default = Mode::FullSpeed)]
    mode: Parameter<Mode>,
    #[parameter]
    limit: Parameter<Option<f64>>,
    #[parameter(default = [1.0, 2.0])]
    weights: Parameter<Vec<f64>>,
    #[parameter(default = b"ab")]
    bytes: Parameter<Vec<u8>>,
    #[parameter(default = true, name = "is.on")]
    on: Parameter<bool>,
    #[parameter]
    gains: Gains,
    #[publisher("changes")]
    changes: Publisher<String>,
}

#[node]
impl Robot {
    #[validate]
    fn check(values: &Values<Self>) -> Result<(), String> {
        if values.count == 5 {
            panic!("five");
        }
        match values.limit {
            Some(limit) if values.gains.kp > limit => {
                Err(format!("kp is {}, and the limit {limit}", values.gains.kp))
            }
            _ => Ok(()),
        }
    }

    #[on_change(gains, wheel_radius)]
    fn retuned(&self, change: &Change<Self>) -> Result<(), PublishError> {
        let names: Vec<_> = change.names().collect();
        let (old, new) = (&change.old, &change.new);
        self.changes.publish(format!(
            "{}: kp {} to {}, radius {} to {}",
            names.join("+"),
            old.gains.kp,
            new.gains.kp,
            old.wheel_radius,
            new.wheel_radius
        ))
    }

    #[on_change]
    fn anything(&self, change: Change<Self>) -> Result<(), PublishError> {
        if change.touches("count") && change.new.count < 9 {
            // It is told of its own change too.
            self.count.set(9).expect("nine is within the range");
        }
        self.changes.publish(format!("any: {}", change.names().collect::<Vec<_>>().join("+")))
    }
}

fn values(parts: &[(&str, ParameterValue)]) -> Vec<(String, ParameterValue)> {
    parts.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
}

#[test]
fn defaults_are_there_when_the_node_starts() {
    let world = World::new(1);
    let robot = world.start::<Robot>().expect("it starts");
    let node = robot.node();
    assert_eq!(node.wheel_radius.get(), 0.05);
    assert_eq!(node.count.get(), 3);
    assert_eq!(node.frame.get(), "odom");
    assert_eq!(node.mode.get(), Mode::FullSpeed);
    assert_eq!(node.limit.get(), None);
    assert_eq!(node.weights.get(), [1.0, 2.0]);
    assert_eq!(node.bytes.get(), b"ab");
    assert!(node.on.get());
    assert_eq!((node.gains.kp.get(), node.gains.ki.get()), (1.0, 0.5));
    assert_eq!(node.gains.kp.name(), "gains.kp");
    assert_eq!(robot.parameter("mode"), Some("full_speed".into()));
    assert_eq!(robot.parameter("is.on"), Some(true.into()));
    assert_eq!(robot.parameter("on"), None);
}

#[test]
fn options_win_over_defaults() {
    let world = World::new(1);
    let options = NodeOptions::new().parameter("gains.kp", 2.5).parameter("mode", "careful");
    let robot = world.start_with::<Robot>(options).expect("it starts");
    assert_eq!((robot.node().gains.kp.get(), robot.node().mode.get()), (2.5, Mode::Slow));
}

#[test]
fn arguments_and_files_give_values_and_options_win_over_them() {
    let file = std::env::temp_dir().join(format!("rosweave-parameters-{}.yaml", std::process::id()));
    std::fs::write(&file, "/**:\n  ros__parameters:\n    gains: {kp: 3.0, ki: 4.0}\n    frame: map\n")
        .expect("a temporary file");
    let path = file.to_str().expect("a plain path");
    let args = ["--ros-args", "--params-file", path, "-p", "gains.kp:=5.0", "-p", "robot:count:=7"];
    let args = rosweave::Args::parse(args).expect("they are right");
    std::fs::remove_file(&file).expect("it is there");
    let world = World::new(1);
    let options = NodeOptions::new().args(&args).parameter("gains.ki", 6.0);
    let robot = world.start_with::<Robot>(options).expect("it starts");
    let node = robot.node();
    assert_eq!((node.gains.kp.get(), node.gains.ki.get()), (5.0, 6.0));
    assert_eq!((node.frame.get(), node.count.get()), ("map".to_owned(), 7));
}

#[test]
fn a_value_that_can_not_be_keeps_the_node_from_starting() {
    let world = World::new(1);
    let start = |name: &str, value: ParameterValue| match world
        .start_with::<Robot>(NodeOptions::new().parameter(name, value))
    {
        Err(StartError::Parameters { node, problems }) => (node, problems.join("; ")),
        other => panic!("{other:?}"),
    };
    let (node, told) = start("wheel_radius", 2.0.into());
    assert_eq!(node, "/robot");
    assert!(told.contains("{wheel_radius} doesn't comply with floating point range"), "{told}");
    assert!(start("wheel_radius", 1.into()).1.contains("(write 1.0 for the number 1)"));
    assert!(start("count", 4.into()).1.contains("1 to 9 in steps of 2"));
    assert!(start("mode", "fast".into()).1.contains("one of idle, full_speed, careful"));
    assert_eq!(start("limit", 0.5.into()).1, "kp is 1, and the limit 0.5");
    assert!(start("count", 5.into()).1.contains("the validator panicked: five"));
}

#[test]
fn all_that_is_wrong_with_parameters_is_told_at_once() {
    let world = World::new(1);
    let told = |options: NodeOptions| match world.start_with::<Robot>(options.parameter("cuont", 3)) {
        Err(StartError::Parameters { problems, .. }) => problems,
        other => panic!("{other:?}"),
    };
    let unknown = "the node declares no parameter `cuont`; did you mean `count`?";
    let problems = told(NodeOptions::new().parameter("wheel_radius", 2.0).parameter("mode", "fast"));
    assert_eq!(problems.len(), 3, "{problems:?}");
    assert_eq!(problems[2], unknown);
    // What the validator looks at is a whole set of values.
    assert_eq!(told(NodeOptions::new().parameter("limit", 0.5)), [unknown, "kp is 1, and the limit 0.5"]);
}

#[node]
struct Demanding {
    #[parameter]
    port: Parameter<u16>,
}

#[node]
impl Demanding {
    #[timer("1s")]
    fn tick(&self) {
        let _ = self.port.get();
    }
}

#[test]
fn a_parameter_without_a_default_has_to_be_given() {
    let world = World::new(1);
    let told = world.start::<Demanding>().expect_err("it is not given").to_string();
    assert!(told.contains("parameter `port` has no default, and was not given: `-p port:=..`"), "{told}");
    let given = world.start_with::<Demanding>(NodeOptions::new().parameter("port", 80)).expect("it is given");
    assert_eq!(given.node().port.get(), 80);
}

#[test]
fn several_values_change_together_or_not_at_all() {
    let world = World::new(1);
    let robot = world.start::<Robot>().expect("it starts");
    let changes = world.subscribe::<String>("changes").expect("it is a topic");
    let bad = values(&[("gains.kp", 2.0.into()), ("wheel_radius", 5.0.into())]);
    let told = robot.set_parameters(bad).expect_err("one is out of range").to_string();
    assert!(told.contains("{wheel_radius} doesn't comply"), "{told}");
    assert_eq!(robot.node().gains.kp.get(), 1.0);
    let refused = values(&[("gains.kp", 2.0.into()), ("limit", 1.5.into())]);
    let told = robot.set_parameters(refused).expect_err("the validator refuses it").to_string();
    assert!(told.ends_with("kp is 2, and the limit 1.5"), "{told}");
    let good = values(&[("gains.kp", 2.0.into()), ("wheel_radius", 0.5.into())]);
    robot.set_parameters(good).expect("it is right");
    world.advance(Duration::ZERO).expect("nothing hangs");
    let mut told = changes.take();
    told.sort();
    assert_eq!(told, ["any: gains.kp+wheel_radius", "gains.kp+wheel_radius: kp 1 to 2, radius 0.05 to 0.5"]);
}

#[test]
fn a_change_callback_may_set_the_same_parameter_again() {
    let world = World::new(1);
    let robot = world.start::<Robot>().expect("it starts");
    let changes = world.subscribe::<String>("changes").expect("it is a topic");
    robot.set_parameter("count", 1).expect("it is right");
    world.advance(Duration::from_secs(1)).expect("nothing hangs");
    assert_eq!(robot.node().count.get(), 9);
    assert_eq!(changes.take(), ["any: count", "any: count"]);
}

#[test]
fn a_validator_that_panics_refuses_and_the_node_lives() {
    let world = World::new(1);
    let robot = world.start::<Robot>().expect("it starts");
    let told = robot.set_parameter("count", 5).expect_err("the validator panics").to_string();
    assert!(told.contains("the validator panicked: five"), "{told}");
    assert!(robot.node().count.set(5).is_err());
    assert_eq!(robot.node().count.get(), 3);
    assert!(!robot.has_ended());
}

#[node]
struct Waiter {
    #[parameter(default = 1)]
    rate: Parameter<i64>,
    #[publisher("seen")]
    seen: Publisher<i64>,
}

#[node]
impl Waiter {
    #[timer("1s", once)]
    async fn wait(&self, cx: &AsyncCx) -> rosweave::Result {
        while let Ok(rate) = self.rate.changed(cx).await {
            self.seen.publish(rate)?;
        }
        Ok(())
    }
}

#[derive(Group, Default)]
struct Blocked;

#[node]
struct Blocker {
    #[parameter(default = 1)]
    rate: Parameter<i64>,
    #[publisher("seen")]
    seen: Publisher<i64>,
}

#[node]
impl Blocker {
    #[timer("1s", once)]
    #[group(Blocked)]
    fn wait(&self, cx: &Cx<Blocked>) -> rosweave::Result {
        let rate = self.rate.changed(cx)?;
        self.seen.publish(rate)?;
        Ok(())
    }
}

#[test]
fn callbacks_wait_for_a_change_with_their_context() {
    let world = World::new(1);
    let seen = world.subscribe::<i64>("seen").expect("it is a topic");
    let waiter = world.start::<Waiter>().expect("it starts");
    let blocker = world.start::<Blocker>().expect("it starts");
    world.advance(Duration::from_secs(2)).expect("nothing hangs");
    assert!(seen.take().is_empty());
    waiter.set_parameter("rate", 2).expect("it is right");
    blocker.set_parameter("rate", 3).expect("it is right");
    world.advance(Duration::from_secs(1)).expect("nothing hangs");
    let mut told = seen.take();
    told.sort();
    assert_eq!(told, [2, 3]);
}

#[node(allow_undeclared)]
struct Open;

#[node]
impl Open {
    #[timer("1s")]
    fn tick(&self) {}
}

#[test]
fn a_node_may_keep_what_nobody_declared() {
    let world = World::new(1);
    let open = world.start_with::<Open>(NodeOptions::new().parameter("given", 1)).expect("it starts");
    open.set_parameter("set", "text").expect("it is allowed");
    assert_eq!((open.parameter("given"), open.parameter("set")), (Some(1.into()), Some("text".into())));
    let robot = world.start::<Robot>().expect("it starts");
    let told = robot.set_parameter("nope", 1).expect_err("it is not allowed").to_string();
    assert!(told.ends_with("parameter 'nope' cannot be set because it was not declared"), "{told}");
}

#[node]
struct Panics {
    #[parameter(default = 1)]
    rate: Parameter<i64>,
}

#[node]
impl Panics {
    #[on_change(rate)]
    fn changed(&self) {
        panic!("the rate is {}", self.rate.get());
    }
}

#[test]
fn a_change_callback_that_panics_ends_the_node_and_the_value_is_set() {
    let world = World::new(1);
    let node = world.start::<Panics>().expect("it starts");
    node.set_parameter("rate", 2).expect("the value is right");
    world.advance(Duration::from_secs(5)).expect("nothing hangs");
    assert!(node.has_ended());
    assert_eq!(node.parameter("rate"), Some(2.into()));
}

#[test]
fn parameters_are_described() {
    let description = rosweave::describe::<Robot>();
    let robot = &description.nodes[0];
    let names: Vec<_> = robot.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "wheel_radius",
            "count",
            "frame",
            "mode",
            "limit",
            "weights",
            "bytes",
            "is.on",
            "gains.kp",
            "gains.ki"
        ]
    );
    let text = rosweave::describe::Format::Text.render(&description);
    for part in [
        "Parameters",
        "0.01 to 1.0",
        "idle, full_speed, careful",
        "read-only",
        "on a change of gains, wheel_radius",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}
