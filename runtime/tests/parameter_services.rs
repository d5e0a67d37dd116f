//! What ROS 2's tools see of a node's parameters: the six services and `/parameter_events`, as an rclcpp node that is
//! declared alike answers them.
#![allow(missing_docs)]

use std::sync::mpsc;
use std::time::Duration;

use rosweave::msgs::rcl_interfaces::msg::{
    self, FloatingPointRange, IntegerRange, ParameterDescriptor, ParameterEvent, SetParametersResult,
};
use rosweave::msgs::rcl_interfaces::srv::{
    DescribeParameters, DescribeParametersRequest, GetParameterTypes, GetParameterTypesRequest,
    GetParameters, GetParametersRequest, ListParameters, ListParametersRequest, SetParameters,
    SetParametersAtomically, SetParametersAtomicallyRequest, SetParametersRequest,
};
use rosweave::prelude::*;
use rosweave::testing::World;

#[derive(Parameters)]
struct Gains {
    #[parameter(default = 1.0)]
    kp: Parameter<f64>,
    #[parameter(default = 0.0)]
    ki: Parameter<f64>,
}

#[node]
struct Odometry {
    /// The radius of a wheel, in metres.
    #[parameter(default = 0.05, range = 0.01..=1.0)]
    wheel_radius: Parameter<f64>,
    #[parameter(default = 4, range = 0..=8, step = 2)]
    wheels: Parameter<i64>,
    #[parameter(default = "odom", read_only, constraints = "a frame of tf")]
    frame: Parameter<String>,
    #[parameter]
    label: Parameter<Option<String>>,
    #[parameter]
    gains: Gains,
}

#[node]
impl Odometry {
    #[validate]
    fn check(values: &Values<Self>) -> Result<(), String> {
        if values.gains.ki > values.gains.kp { Err("ki is above kp".to_owned()) } else { Ok(()) }
    }

    #[timer("1s")]
    fn tick(&self) {}
}

fn texts(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

fn double(value: f64) -> msg::ParameterValue {
    msg::ParameterValue { r#type: 3, double_value: value, ..Default::default() }
}

fn parameter(name: &str, value: msg::ParameterValue) -> msg::Parameter {
    msg::Parameter { name: name.to_owned(), value }
}

fn start(world: &World) -> NodeHandle<Odometry> {
    world.start_with(NodeOptions::new().namespace("/left")).expect("it starts")
}

fn get(world: &World, names: &[&str]) -> Vec<msg::ParameterValue> {
    let request = GetParametersRequest { names: texts(names) };
    world.call::<GetParameters>("/left/odometry/get_parameters", request).expect("it answers").values
}

fn set(world: &World, parameters: Vec<msg::Parameter>) -> Vec<SetParametersResult> {
    let request = SetParametersRequest { parameters };
    world.call::<SetParameters>("/left/odometry/set_parameters", request).expect("it answers").results
}

fn set_atomically(world: &World, parameters: Vec<msg::Parameter>) -> SetParametersResult {
    let request = SetParametersAtomicallyRequest { parameters };
    let service = "/left/odometry/set_parameters_atomically";
    world.call::<SetParametersAtomically>(service, request).expect("it answers").result
}

#[test]
fn values_are_got_and_an_unknown_name_empties_the_answer() {
    let world = World::new(1);
    let _node = start(&world);
    let values = get(&world, &["wheel_radius", "label"]);
    assert_eq!(values, [double(0.05), msg::ParameterValue::default()]);
    assert_eq!(get(&world, &["wheel_radius", "nope"]), []);
    assert_eq!(get(&world, &[]), []);
}

#[test]
fn types_are_told() {
    let world = World::new(1);
    let _node = start(&world);
    let types = |names: &[&str]| {
        let request = GetParameterTypesRequest { names: texts(names) };
        world
            .call::<GetParameterTypes>("/left/odometry/get_parameter_types", request)
            .expect("it answers")
            .types
    };
    assert_eq!(types(&["wheel_radius", "wheels", "frame", "label"]), [3, 2, 4, 0]);
    assert_eq!(types(&["wheels", "nope"]), [0_u8; 0]);
}

#[test]
fn parameters_are_described_field_by_field() {
    let world = World::new(1);
    let _node = start(&world);
    let describe = |names: &[&str]| {
        let request = DescribeParametersRequest { names: texts(names) };
        let service = "/left/odometry/describe_parameters";
        world.call::<DescribeParameters>(service, request).expect("it answers").descriptors
    };
    let plain =
        |name: &str, r#type| ParameterDescriptor { name: name.to_owned(), r#type, ..Default::default() };
    assert_eq!(
        describe(&["wheel_radius", "wheels", "frame", "label", "gains.kp"]),
        [
            ParameterDescriptor {
                description: "The radius of a wheel, in metres.".to_owned(),
                floating_point_range: vec![FloatingPointRange { from_value: 0.01, to_value: 1.0, step: 0.0 }],
                ..plain("wheel_radius", 3)
            },
            ParameterDescriptor {
                integer_range: vec![IntegerRange { from_value: 0, to_value: 8, step: 2 }],
                ..plain("wheels", 2)
            },
            ParameterDescriptor {
                read_only: true,
                additional_constraints: "a frame of tf".to_owned(),
                ..plain("frame", 4)
            },
            ParameterDescriptor { dynamic_typing: true, ..plain("label", 0) },
            plain("gains.kp", 3),
        ]
    );
    assert_eq!(describe(&["wheels", "nope"]), []);
}

#[test]
fn names_are_listed_by_prefix_and_depth() {
    let world = World::new(1);
    let _node = start(&world);
    let list = |prefixes: &[&str], depth| {
        let request = ListParametersRequest { prefixes: texts(prefixes), depth };
        let result = world.call::<ListParameters>("/left/odometry/list_parameters", request);
        let result = result.expect("it answers").result;
        (result.names, result.prefixes)
    };
    let (names, prefixes) = list(&[], 0);
    for name in ["frame", "gains.ki", "gains.kp", "label", "use_sim_time", "wheel_radius", "wheels"] {
        assert!(names.iter().any(|known| known == name), "{name}: {names:?}");
    }
    assert!(names.is_sorted(), "{names:?}");
    assert!(prefixes.iter().any(|prefix| prefix == "gains"), "{prefixes:?}");
    let (shallow, _) = list(&[], 1);
    assert!(!shallow.iter().any(|name| name.contains('.')), "{shallow:?}");
    assert_eq!(list(&["gains"], 0), (texts(&["gains.ki", "gains.kp"]), texts(&["gains"])));
    assert_eq!(list(&["gains", "wheels"], 1).0, texts(&["gains.ki", "gains.kp", "wheels"]));
    assert_eq!(list(&["gain"], 0), (Vec::new(), Vec::new()));
}

#[test]
fn each_set_has_its_own_result() {
    let world = World::new(1);
    let node = start(&world);
    let results = set(
        &world,
        vec![
            parameter("wheel_radius", double(0.5)),
            parameter("wheel_radius", double(5.0)),
            parameter(
                "frame",
                msg::ParameterValue { r#type: 4, string_value: "map".to_owned(), ..Default::default() },
            ),
            parameter("nope", double(1.0)),
            parameter(
                "wheel_radius",
                msg::ParameterValue { r#type: 2, integer_value: 1, ..Default::default() },
            ),
            parameter("gains.ki", double(2.0)),
            parameter("wheels", msg::ParameterValue::default()),
            parameter("wheel_radius", double(f64::NAN)),
        ],
    );
    let told: Vec<_> = results.iter().map(|result| (result.successful, result.reason.as_str())).collect();
    assert_eq!(
        told,
        [
            (true, ""),
            (
                false,
                "Parameter {wheel_radius} doesn't comply with floating point range. (5.0 is not within 0.01 to 1.0)"
            ),
            (false, "parameter 'frame' cannot be set because it is read-only"),
            (false, "parameter 'nope' cannot be set because it was not declared"),
            (
                false,
                "Wrong parameter type, parameter {wheel_radius} is of type {double}, setting it to {integer} is not \
                 allowed. (write 1.0 for the number 1)"
            ),
            (false, "ki is above kp"),
            (false, "cannot undeclare a statically typed parameter"),
            (false, "Parameter {wheel_radius} can not be NaN, which is no number"),
        ]
    );
    assert_eq!(node.node().wheel_radius.get(), 0.5);
}

#[test]
fn an_atomic_set_is_all_or_nothing() {
    let world = World::new(1);
    let node = start(&world);
    let both = vec![parameter("gains.kp", double(3.0)), parameter("gains.ki", double(2.0))];
    assert_eq!(set_atomically(&world, both).reason, "");
    let mut many: Vec<_> = (0..499).map(|i| parameter("gains.kp", double(f64::from(i) + 2.0))).collect();
    many.push(parameter("wheel_radius", double(7.0)));
    assert!(!set_atomically(&world, many).successful);
    assert_eq!((node.node().gains.kp.get(), node.node().gains.ki.get()), (3.0, 2.0));
    let unknown = vec![parameter("gains.kp", double(4.0)), parameter("nope", double(1.0))];
    let told = set_atomically(&world, unknown);
    assert_eq!(told.reason, "One or more parameters were not declared before setting ('nope')");
    let told = set_atomically(&world, Vec::new());
    assert!(!told.successful && told.reason.starts_with("parameter list cannot be empty"), "{told:?}");
}

#[test]
fn everybody_is_told_what_changed() {
    let world = World::new(1);
    let events = world.subscribe::<ParameterEvent>("/parameter_events").expect("it is a topic");
    let node = start(&world);
    world.advance(Duration::from_secs(1)).expect("nothing hangs");
    let declared = events.take();
    let radius =
        declared.iter().find(|event| event.new_parameters.iter().any(|new| new.name == "wheel_radius"));
    assert_eq!(radius.map(|event| event.node.as_str()), Some("/left/odometry"));
    node.set_parameter("wheel_radius", 0.25).expect("it is right");
    node.set_parameter("label", "a").expect("it is right");
    node.set_parameter("label", rosweave::ParameterValue::NotSet).expect("it may be unset");
    assert!(node.set_parameter("wheels", 3).is_err());
    world.advance(Duration::from_secs(1)).expect("nothing hangs");
    let told = events.take();
    assert_eq!(told.len(), 3);
    assert_eq!(told[0].changed_parameters, [parameter("wheel_radius", double(0.25))]);
    // As rclcpp: the name, without the value that it had.
    assert_eq!(told[2].deleted_parameters[0].name, "label");
    assert_eq!(told[2].deleted_parameters[0].value, msg::ParameterValue::default());
    assert_eq!(told[0].stamp.sec, told[2].stamp.sec);
}

#[derive(Group, Default)]
struct Side;

/// Hangs in all of its groups.
#[node]
struct Hanging {
    #[parameter(default = 1.0)]
    rate: Parameter<f64>,
    entered: mpsc::Sender<()>,
}

#[node]
impl Hanging {
    #[init]
    fn init(h: Handles<Self>, entered: mpsc::Sender<()>) -> Self {
        Hanging { rate: h.rate, entered }
    }

    #[timer("1ms", once)]
    fn block(&self, _cx: &Cx) {
        self.hang();
    }

    #[timer("1ms", once)]
    #[group(Side)]
    fn block_too(&self, _cx: &Cx<Side>) {
        self.hang();
    }

    #[on_change(rate)]
    #[group(Side)]
    fn never(&self) {
        panic!("its group hangs");
    }
}

impl Hanging {
    fn hang(&self) {
        let _ = self.entered.send(());
        loop {
            std::thread::park();
        }
    }
}

#[node]
struct Tool {
    #[client("/hanging/get_parameters", timeout = "10s")]
    get: Client<GetParameters>,
    #[client("/hanging/set_parameters", timeout = "10s")]
    set: Client<SetParameters>,
}

#[node]
impl Tool {
    #[timer("1h")]
    fn tick(&self) {}
}

#[test]
fn a_node_that_hangs_in_all_of_its_groups_can_still_be_asked_and_told() {
    let (entered, hangs) = mpsc::channel::<()>();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let runtime = runtime.expect("a runtime");
    runtime.block_on(async {
        let options = NodeOptions::new().with(entered).grace(Duration::ZERO);
        let hanging = options.start::<Hanging>().await.expect("it starts");
        let tool = NodeOptions::new().start::<Tool>().await.expect("it starts");
        hangs.recv().expect("the first group hangs");
        hangs.recv().expect("the second one, too");
        let cx = tool.async_cx();
        let request = SetParametersRequest { parameters: vec![parameter("rate", double(2.0))] };
        let told = tool.node().set.call(&cx, request).await.expect("it answers");
        assert_eq!(told.results, [SetParametersResult { successful: true, reason: String::new() }]);
        let request = GetParametersRequest { names: texts(&["rate"]) };
        let told = tool.node().get.call(&cx, request).await.expect("it answers");
        assert_eq!(told.values, [double(2.0)]);
        assert_eq!(hanging.node().rate.get(), 2.0);
    });
    runtime.shutdown_background();
}
