//! What types say of themselves: descriptions and hashes as ROS 2 has them, and bounds.
#![allow(clippy::print_stderr, reason = "what is not compared is said")]
#![cfg(feature = "msgs")]

mod fibonacci;

use std::fs;
use std::path::Path;
use std::time::Duration;

use rosweave::description::{ActionDescription, ServiceDescription, type_id};
use rosweave::msgs::action_msgs::msg::GoalInfo;
use rosweave::msgs::builtin_interfaces::msg::Time;
use rosweave::msgs::example_interfaces::action::{Fibonacci, FibonacciResult};
use rosweave::msgs::geometry_msgs::msg::Polygon;
use rosweave::msgs::shape_msgs::msg::SolidPrimitive;
use rosweave::msgs::type_description_interfaces::srv::{
    GetTypeDescription, GetTypeDescriptionRequest, GetTypeDescriptionResponse,
};
use rosweave::prelude::*;
use rosweave::testing::World;
use rosweave::{CallError, Field, NamedAction, NamedService, OutOfBounds, PublishError};
use serde::{Deserialize, Serialize};

/// Each type name with the hash that ROS 2 gives to it, where the file is at hand.
fn hashes_of_ros() -> Option<Vec<(String, String)>> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/type_hashes.tsv");
    let Ok(text) = fs::read_to_string(file) else {
        eprintln!("SKIPPED: there are no type hashes at ../shared/data to compare with");
        return None;
    };
    let lines = text.lines().filter_map(|line| line.split_once('\t'));
    Some(lines.map(|(name, hash)| (name.to_owned(), hash.to_owned())).collect())
}

/// Each bundled type with the hash that it carries, and the one that its description has.
fn own_hashes() -> Vec<(String, String)> {
    let mut hashes = Vec::new();
    macro_rules! all {
        ($($kind:ident $package:ident :: $folder:ident :: $name:ident $($part:ident)*,)*) => {
            $(all!($kind rosweave::msgs::$package::$folder::$name);)*
        };
        (message $ty:ty) => { message::<$ty>(&mut hashes) };
        (service $ty:ty) => { service::<$ty>(&mut hashes) };
        (action $ty:ty) => { action::<$ty>(&mut hashes) };
    }
    rosweave::__each_ros_type!(all);
    hashes
}

type Hashes = Vec<(String, String)>;

fn message<M: Message>(hashes: &mut Hashes) {
    let description = M::DESCRIPTION.expect("it is generated");
    let whole = description.whole().expect("all of its types are known");
    assert_eq!(description.hash.map(str::to_owned), Some(whole.hash()), "{}", M::TYPE_NAME);
    assert_eq!(whole.main.type_name, M::TYPE_NAME);
    hashes.push((M::TYPE_NAME.to_owned(), whole.hash()));
}

fn service<S: NamedService>(hashes: &mut Hashes) {
    let [request, response] =
        [S::REQUEST, S::RESPONSE].map(|half| half.and_then(|half| half.whole()).expect("it is generated"));
    for whole in ServiceDescription::new(S::TYPE_NAME, request, response).all() {
        hashes.push((whole.main.type_name.clone(), whole.hash()));
    }
}

fn action<A: NamedAction>(hashes: &mut Hashes) {
    let parts = [A::GOAL, A::RESULT, A::FEEDBACK];
    let parts = parts.map(|part| part.and_then(|part| part.whole()).expect("it is generated"));
    for whole in ActionDescription::new(A::TYPE_NAME, parts).all() {
        hashes.push((whole.main.type_name.clone(), whole.hash()));
    }
    service::<rosweave::action_types::SendGoal<A>>(hashes);
    service::<rosweave::action_types::GetResult<A>>(hashes);
    let feedback = rosweave::action_types::FeedbackMessage::<A>::DESCRIPTION.and_then(|of| of.hash());
    hashes.push((format!("{}_FeedbackMessage", A::TYPE_NAME), feedback.expect("all is known")));
}

#[test]
fn bundled_types_have_the_hashes_of_ros() {
    let own = own_hashes();
    assert!(own.len() > 300, "{} types", own.len());
    let Some(expected) = hashes_of_ros() else { return };
    let mut compared = 0;
    for (name, hash) in &own {
        if let Some((_, expected)) = expected.iter().find(|(of, _)| of == name) {
            assert_eq!(hash, expected, "{name}");
            compared += 1;
        }
    }
    // `tf2_msgs` is not among them.
    assert!(compared > 320, "{compared} of {} were compared", own.len());
}

#[test]
fn a_derived_action_has_the_hashes_of_the_generated_one() {
    let [mut derived, mut generated] = [Vec::new(), Vec::new()];
    action::<fibonacci::Fibonacci>(&mut derived);
    action::<Fibonacci>(&mut generated);
    assert_eq!(derived, generated);
}

/// The same as `geometry_msgs/msg/Point32`, by hand.
#[derive(Clone, Default, Serialize, Deserialize, Message)]
#[ros("geometry_msgs/msg/Point32")]
struct Corner {
    x: f32,
    y: f32,
    z: f32,
}

/// The same as `geometry_msgs/msg/Polygon`, by hand.
#[derive(Clone, Default, Serialize, Deserialize, Message)]
#[ros("geometry_msgs/msg/Polygon")]
struct Outline {
    points: Vec<Corner>,
}

/// The same as `shape_msgs/msg/SolidPrimitive`, by hand.
#[derive(Clone, Default, Serialize, Deserialize, Message)]
#[ros("shape_msgs/msg/SolidPrimitive")]
struct Solid {
    r#type: u8,
    #[ros(bound = 3)]
    dimensions: Vec<f64>,
    polygon: Outline,
}

#[test]
fn derived_types_describe_themselves_as_ros_does() {
    assert_eq!(Outline::DESCRIPTION.and_then(|of| of.hash()), Polygon::DESCRIPTION.and_then(|of| of.hash()));
    let solid = Solid::DESCRIPTION.and_then(|of| of.whole()).expect("all is known");
    assert_eq!(Some(solid.hash()), SolidPrimitive::DESCRIPTION.and_then(|of| of.hash()));
    assert!(solid.referenced.contains_key("geometry_msgs/msg/Point32"));
}

#[derive(Default, Serialize, Deserialize)]
#[serde(transparent)]
struct Metres(f64);

impl Field for Metres {
    const TYPE: rosweave::description::FieldDescription = <f64 as Field>::TYPE;
}

#[derive(Default, Serialize, Deserialize)]
#[serde(transparent)]
struct Nobody(f64);

impl Field for Nobody {}

#[derive(Default, Serialize, Deserialize, Message)]
#[ros("my_package/msg/Mixed")]
struct Mixed {
    #[ros(byte)]
    flags: [u8; 4],
    #[ros(char)]
    letter: u8,
    #[ros(string_bound = 5)]
    name: String,
    #[ros(string_bound = 2, bound = 3)]
    names: Vec<String>,
    #[serde(with = "rosweave::wstring")]
    #[ros(string_bound = 4)]
    label: String,
    #[serde(with = "rosweave::wstring")]
    labels: Vec<String>,
    away: Metres,
    #[serde(rename = "type")]
    kind: GoalInfo,
    #[serde(skip)]
    #[allow(dead_code)]
    seen: Option<usize>,
}

#[test]
fn attributes_say_what_a_rust_type_does_not() {
    let whole = Mixed::DESCRIPTION.and_then(|of| of.whole()).expect("all is known");
    let fields: Vec<_> = whole
        .main
        .fields
        .iter()
        .map(|field| (&*field.name, field.type_id, field.capacity, field.string_capacity))
        .collect();
    let string = type_id::BOUNDED_STRING;
    assert_eq!(
        fields,
        [
            ("flags", type_id::BYTE + type_id::ARRAY, 4, 0),
            ("letter", type_id::UINT8, 0, 0),
            ("name", string, 0, 5),
            ("names", string + type_id::BOUNDED_SEQUENCE, 3, 2),
            ("label", type_id::BOUNDED_WSTRING, 0, 4),
            ("labels", type_id::WSTRING + type_id::UNBOUNDED_SEQUENCE, 0, 0),
            ("away", type_id::DOUBLE, 0, 0),
            ("type", type_id::NESTED, 0, 0),
        ]
    );
    assert_eq!(whole.main.fields[7].nested_type_name, "action_msgs/msg/GoalInfo");
}

#[derive(Default, Serialize, Deserialize, Message)]
#[ros("my_package/msg/Unknown")]
struct Unknown {
    away: Nobody,
}

#[test]
fn a_type_of_which_something_is_not_known_has_no_hash() {
    let description = Unknown::DESCRIPTION.expect("it is derived");
    assert_eq!((description.hash(), description.whole()), (None, None));
}

#[test]
fn what_is_too_long_is_named() {
    let excess = |mixed: Mixed| mixed.check_bounds().map_err(|excess| excess.to_string());
    assert_eq!(excess(Mixed::default()), Ok(()));
    let long = Mixed { name: "sixsix".to_owned(), ..Mixed::default() };
    assert_eq!(excess(long), Err("`name` has a length of 6, and 5 is the most".to_owned()));
    let long = Mixed { names: vec!["ab".to_owned(), "abc".to_owned()], ..Mixed::default() };
    assert_eq!(excess(long), Err("`names[1]` has a length of 3, and 2 is the most".to_owned()));
    let long = Mixed { names: vec![String::new(); 4], ..Mixed::default() };
    assert_eq!(excess(long), Err("`names` has a length of 4, and 3 is the most".to_owned()));
    let long = Mixed { label: "a😀bc".to_owned(), ..Mixed::default() };
    assert_eq!(excess(long), Err("`label` has a length of 5, and 4 is the most".to_owned()));
}

#[derive(Clone, Default, Debug, PartialEq, Serialize, Deserialize, Message)]
#[ros("my_package/srv/Ask_Request")]
struct AskRequest {
    #[ros(string_bound = 3)]
    question: String,
}

#[derive(Clone, Default, Debug, PartialEq, Serialize, Deserialize, Message)]
#[ros("my_package/srv/Ask_Response")]
struct AskResponse {
    #[ros(bound = 1)]
    answers: Vec<Time>,
}

#[derive(Debug, Service)]
#[ros("my_package/srv/Ask", request = AskRequest, response = AskResponse)]
struct Ask;

#[test]
fn halves_of_a_derived_service_describe_themselves() {
    let half = |half: Option<&'static rosweave::description::Description>| {
        half.and_then(|half| half.whole()).expect("all is known").main.type_name
    };
    assert_eq!(half(Ask::REQUEST), "my_package/srv/Ask_Request");
    assert_eq!(half(Ask::RESPONSE), "my_package/srv/Ask_Response");
}

#[node]
struct Shapes {
    #[publisher("solid")]
    solid: Publisher<SolidPrimitive>,
    #[client("ask")]
    ask: Client<Ask>,
}

#[node]
impl Shapes {
    /// Answers with as many times as the question has letters.
    #[service("ask", type = Ask)]
    #[group(Answers)]
    fn answer(&self, request: AskRequest) -> AskResponse {
        AskResponse { answers: vec![Time::default(); request.question.len()] }
    }
}

#[derive(Group, Default)]
struct Answers;

fn described(world: &World, type_name: &str, type_hash: &str) -> GetTypeDescriptionResponse {
    let request = GetTypeDescriptionRequest {
        type_name: type_name.to_owned(),
        type_hash: type_hash.to_owned(),
        ..GetTypeDescriptionRequest::default()
    };
    world.call::<GetTypeDescription>("/shapes/get_type_description", request).expect("it answers")
}

#[test]
fn a_node_describes_the_types_that_it_uses() {
    let world = World::new(1);
    let _shapes = world.start::<Shapes>().expect("it starts");
    let hash = SolidPrimitive::DESCRIPTION.and_then(|of| of.hash()).expect("it is generated");
    let solid = described(&world, "shape_msgs/msg/SolidPrimitive", &hash);
    assert!(solid.successful, "{}", solid.failure_reason);
    let main = &solid.type_description.type_description;
    let fields: Vec<&str> = main.fields.iter().map(|field| &*field.name).collect();
    assert_eq!(
        (&*main.type_name, fields),
        ("shape_msgs/msg/SolidPrimitive", vec!["type", "dimensions", "polygon"])
    );
    let inside = solid.type_description.referenced_type_descriptions.iter();
    let inside: Vec<&str> = inside.map(|of| &*of.type_name).collect();
    assert_eq!(inside, ["geometry_msgs/msg/Point32", "geometry_msgs/msg/Polygon"]);
    let source = solid.type_sources.iter().find(|of| of.type_name == "geometry_msgs/msg/Point32");
    let source = source.expect("it has a definition");
    assert_eq!(source.encoding, "msg");
    assert!(source.raw_file_contents.contains("float32 z"), "{}", source.raw_file_contents);

    let ask = described(&world, "my_package/srv/Ask", "");
    assert!(ask.successful, "{}", ask.failure_reason);
    let inside = ask.type_description.referenced_type_descriptions.iter();
    let inside: Vec<&str> = inside.map(|of| &*of.type_name).collect();
    let of_ask = ["my_package/srv/Ask_Event", "my_package/srv/Ask_Request", "my_package/srv/Ask_Response"];
    assert_eq!(
        inside,
        [&["builtin_interfaces/msg/Time"], &of_ask[..], &["service_msgs/msg/ServiceEventInfo"]].concat()
    );
}

#[derive(Group, Default)]
struct Rows;

#[node(name = "shapes")]
struct Sequences {
    #[action_client("fibonacci")]
    fibonacci: ActionClient<Fibonacci>,
}

#[node]
impl Sequences {
    #[action("own", type = Fibonacci)]
    #[group(Rows)]
    fn own(&self, goal: Goal<Fibonacci>) -> FibonacciResult {
        FibonacciResult { sequence: vec![0; goal.order.unsigned_abs() as usize] }
    }
}

/// Those that `rcl_action` makes known, and no others, with the hashes that rosidl gave them.
#[test]
fn a_node_describes_its_actions_and_what_travels_for_them() {
    let world = World::new(1);
    let _sequences = world.start::<Sequences>().expect("it starts");
    let action = "example_interfaces/action/Fibonacci";
    let known = [
        ("", "RIHS01_9508051da1ea4658de144b09bd0690ff3de52104683d847aed764d2915906f51", 15),
        ("_SendGoal", "RIHS01_d1a57fb2a4afe8c21e34fb10db206f16ce6729b28531141472df92277c55b557", 7),
        ("_GetResult", "RIHS01_1b0de0d5d29dc955d92f546706568428632771db13ec84c15ec1c1a59f424a57", 7),
        ("_FeedbackMessage", "RIHS01_c1de71afd52e49a89c53d8262366884185bc0a02f78ce051c4e46b0a7fe59bb2", 2),
    ];
    for (suffix, hash, inside) in known {
        let described = described(&world, &format!("{action}{suffix}"), hash);
        assert!(described.successful, "{}", described.failure_reason);
        let referenced = &described.type_description.referenced_type_descriptions;
        assert_eq!(referenced.len(), inside, "{suffix}: {referenced:?}");
    }
}

#[test]
fn a_node_says_why_it_can_not_describe_a_type() {
    let world = World::new(1);
    let _shapes = world.start::<Shapes>().expect("it starts");
    let reason = |name, hash: &str| described(&world, name, hash).failure_reason;
    assert_eq!(reason("std_msgs/msg/String", ""), "this node does not use `std_msgs/msg/String`");
    assert_eq!(reason("my_package/srv/Ask", "RIHS01_12"), "`RIHS01_12` is no type hash");
    let other = format!("RIHS01_{}", "0".repeat(64));
    let told = reason("my_package/srv/Ask", &other);
    assert!(told.starts_with("this node has `my_package/srv/Ask` with the hash RIHS01_"), "{told}");
}

fn excess(field: &str, bound: usize, found: usize) -> impl Fn(&OutOfBounds) -> bool {
    let field = field.to_owned();
    move |excess| (&excess.field, excess.bound, excess.found) == (&field, bound, found)
}

#[test]
fn nothing_too_long_is_published_or_asked_or_answered() {
    let world = World::new(1);
    let shapes = world.start::<Shapes>().expect("it starts");
    let solid = |len| SolidPrimitive { dimensions: vec![1.0; len], ..SolidPrimitive::default() };
    shapes.node().solid.publish(solid(3)).expect("three are allowed");
    let error = shapes.node().solid.publish(solid(4)).expect_err("four are not");
    assert!(
        matches!(&error, PublishError::OutOfBounds { topic, excess: found }
            if topic == "/solid" && excess("dimensions", 3, 4)(found)),
        "{error}"
    );
    let ask = |question: &str| {
        let cx = shapes.async_cx();
        let request = AskRequest { question: question.to_owned() };
        world
            .block_on(async { shapes.node().ask.call_timeout(&cx, request, Duration::from_secs(1)).await })
            .expect("nothing hangs")
    };
    let bounds = |error: CallError| match error {
        CallError::OutOfBounds { excess, .. } => excess,
        other => panic!("{other}"),
    };
    assert_eq!(ask("a").map(|response| response.answers.len()), Ok(1));
    assert!(excess("question", 3, 4)(&bounds(ask("abcd").expect_err("four letters are too many"))));
    assert!(excess("answers", 1, 2)(&bounds(ask("ab").expect_err("two answers are too many"))));
}
