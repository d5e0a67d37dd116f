//! Types of ours against those that ROS 2 itself writes and reads.

use std::ops::ControlFlow;
use std::sync::mpsc;

use futures_util::{FutureExt, StreamExt};
use r2r::QosProfile;
use rosweave::msgs::composition_interfaces::srv::{LoadNode, LoadNodeRequest, LoadNodeResponse};
use rosweave::msgs::rcl_interfaces::msg::ParameterValue;
use rosweave::msgs::rcl_interfaces::srv::{GetParameters, GetParametersRequest, GetParametersResponse};
use rosweave::prelude::*;
use rosweave::{Qos, R2r, Transport, TransportError};
use serde::{Deserialize, Serialize};

use super::peer::Peer;
use super::{eventually, heard, join, next, subscribe, within_limit};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Message)]
#[ros("builtin_interfaces/msg/Time")]
struct Time {
    sec: i32,
    nanosec: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Message)]
#[ros("std_msgs/msg/Header")]
struct Header {
    stamp: Time,
    frame_id: String,
}

fn header() -> Header {
    Header { stamp: Time { sec: -7, nanosec: 999_999_999 }, frame_id: "bäse_link".to_owned() }
}

#[tokio::test]
async fn what_is_published_is_what_ros_2_reads() {
    let (sender, received) = mpsc::channel();
    let _peer = Peer::start("types_reader", |node| {
        let mut headers = node
            .subscribe::<r2r::std_msgs::msg::Header>("/types/out", QosProfile::default())
            .expect("can subscribe");
        move || {
            while let Some(Some(header)) = headers.next().now_or_never() {
                sender.send(header).expect("the test waits");
            }
            ControlFlow::Continue(())
        }
    });
    let node = join("/types_writer");
    heard(&node, "/types/out", Qos::DEFAULT).await.publish(header().into()).expect("is published");
    let read = received.recv_timeout(std::time::Duration::from_secs(10)).expect("it arrives");
    assert_eq!((read.stamp.sec, read.stamp.nanosec, &*read.frame_id), (-7, 999_999_999, "bäse_link"));
}

#[tokio::test]
async fn what_ros_2_writes_is_what_is_received() {
    let _peer = Peer::start("types_writer", |node| {
        let publisher = node
            .create_publisher::<r2r::std_msgs::msg::Header>("/types/in", QosProfile::default())
            .expect("can publish");
        move || {
            let stamp = r2r::builtin_interfaces::msg::Time { sec: -7, nanosec: 999_999_999 };
            let header = r2r::std_msgs::msg::Header { stamp, frame_id: "bäse_link".to_owned() };
            publisher.publish(&header).expect("is published");
            ControlFlow::Continue(())
        }
    });
    let node = join("/types_reader");
    let mut port = subscribe::<Header>(&node, "/types/in", Qos::DEFAULT);
    assert_eq!(*next(&mut *port).await, header());
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Message)]
#[ros("nowhere_msgs/msg/Nothing")]
struct Nothing {
    data: u8,
}

#[tokio::test]
async fn a_type_that_the_sourced_ros_2_lacks_is_named() {
    let node = join("/types_lacking");
    let refused = <R2r as rosweave::transport::Carries<Nothing>>::publisher(&node, "/nothing", &Qos::DEFAULT);
    let Err(TransportError::UnknownType { name, type_name, help }) = refused else { panic!("it has it") };
    assert_eq!((name.as_str(), type_name.as_str()), ("/nothing", "nowhere_msgs/msg/Nothing"));
    assert!(help.contains("`nowhere_msgs`"), "{help}");
}

/// A service whose messages have no fields: ROS 2 gives them one byte.
#[derive(Service)]
#[ros("std_srvs/srv/Empty", request = Bare, response = Bare)]
struct Empty;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Bare {
    structure_needs_at_least_one_member: u8,
}

#[derive(Service)]
#[ros("std_srvs/srv/Trigger", request = Bare, response = Triggered)]
struct Trigger;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Triggered {
    success: bool,
    message: String,
}

#[node]
struct Gun;

#[node]
impl Gun {
    #[service("/gun/load", type = Empty)]
    fn load(&self, _request: &Bare) -> Bare {
        Bare::default()
    }

    #[service("/gun/fire", type = Trigger)]
    fn fire(&self, _request: &Bare) -> Triggered {
        Triggered { success: true, message: "peng".to_owned() }
    }
}

#[node]
struct Shooter {
    #[client("/gun/load", timeout = "10s")]
    load: Client<Empty>,
    #[client("/gun/fire", timeout = "10s")]
    fire: Client<Trigger>,
}

#[node]
impl Shooter {
    #[subscribe("/gun/unused")]
    fn unused(&self, _message: &Header) {}
}

#[tokio::test]
async fn services_carry_messages_without_fields_and_with_text() {
    let transport = R2r::open().expect("a sourced ROS 2");
    let gun = NodeOptions::new().start_on::<Gun, _>(&transport).await.expect("starts");
    let shooter = NodeOptions::new().start_on::<Shooter, _>(&transport).await.expect("starts");
    let cx = shooter.async_cx();
    within_limit(shooter.node().load.wait_for_service(&cx)).await.expect("it is served");
    shooter.node().load.call(&cx, Bare::default()).await.expect("is answered");
    within_limit(shooter.node().fire.wait_for_service(&cx)).await.expect("it is served");
    let fired = shooter.node().fire.call(&cx, Bare::default()).await.expect("is answered");
    assert_eq!(fired, Triggered { success: true, message: "peng".to_owned() });
    eventually(|| transport.services().contains(&"/gun/fire".to_owned())).await;
    shooter.stop().await.expect("ends");
    gun.stop().await.expect("ends");
}

/// Lists of each kind, too long to cross element by element.
fn long_lists() -> Vec<ParameterValue> {
    let count = 5000_i32;
    let value = ParameterValue {
        bool_array_value: (0..count).map(|number| number % 3 == 0).collect(),
        byte_array_value: (0..count).map(|number| number.to_le_bytes()[0]).collect(),
        integer_array_value: (0..count).map(i64::from).collect(),
        double_array_value: (0..count).map(f64::from).collect(),
        string_array_value: (0..count).map(|number| number.to_string()).collect(),
        ..ParameterValue::default()
    };
    vec![value; 2]
}

#[node]
struct Loader;

#[node]
impl Loader {
    #[service("/loader/load", type = LoadNode)]
    fn load(&self, request: LoadNodeRequest) -> LoadNodeResponse {
        // The name that is asked for: with a NUL that did not come with the request.
        let full_node_name = request.node_name.replace("NUL", "\0");
        LoadNodeResponse { full_node_name, ..LoadNodeResponse::default() }
    }

    #[service("/loader/lists", type = GetParameters)]
    fn lists(&self, _request: &GetParametersRequest) -> GetParametersResponse {
        GetParametersResponse { values: long_lists() }
    }
}

#[node]
struct Loading {
    #[client("/loader/load", timeout = "1s")]
    load: Client<LoadNode>,
    #[client("/loader/lists", timeout = "10s")]
    lists: Client<GetParameters>,
}

#[node]
impl Loading {
    #[subscribe("/loader/unused")]
    fn unused(&self, _message: &Header) {}
}

#[tokio::test]
async fn services_carry_long_lists_and_survive_texts_that_c_can_not_hold() {
    let transport = R2r::open().expect("a sourced ROS 2");
    let loader = NodeOptions::new().start_on::<Loader, _>(&transport).await.expect("starts");
    let loading = NodeOptions::new().start_on::<Loading, _>(&transport).await.expect("starts");
    let (cx, node) = (loading.async_cx(), loading.node());
    within_limit(node.lists.wait_for_service(&cx)).await.expect("it is served");
    let lists = node.lists.call(&cx, GetParametersRequest { names: Vec::new() }).await.expect("is answered");
    assert_eq!(lists.values, long_lists());

    within_limit(node.load.wait_for_service(&cx)).await.expect("it is served");
    let load = |name: &str| {
        let request = LoadNodeRequest { node_name: name.to_owned(), ..LoadNodeRequest::default() };
        node.load.call(&cx, request)
    };
    let error = load("ro\0ver").await.expect_err("it can not be sent").to_string();
    assert!(error.contains("NUL"), "{error}");
    load("roNULver").await.expect_err("the answer can not be sent");
    assert_eq!(load("rover").await.expect("both sides go on").full_node_name, "rover");
    loading.stop().await.expect("ends");
    loader.stop().await.expect("ends");
}

/// Goals that are cancelled, with ids of so many bytes: ROS 2 has 16.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Id<const N: usize> {
    #[serde(with = "rosweave::array")]
    uuid: [u8; N],
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Goal<const N: usize> {
    goal_id: Id<N>,
    stamp: Time,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct CancelRequest {
    goal_info: Goal<16>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Cancelled<const N: usize> {
    return_code: i8,
    goals_canceling: Vec<Goal<N>>,
}

#[derive(Service)]
#[ros("action_msgs/srv/CancelGoal", request = CancelRequest, response = Cancelled<16>)]
struct Cancel;

#[derive(Service)]
#[ros("action_msgs/srv/CancelGoal", request = CancelRequest, response = Cancelled<15>)]
struct CancelShort;

#[node]
struct Canceler;

#[node]
impl Canceler {
    #[service("/goals/cancel", type = Cancel)]
    fn cancel(&self, request: &CancelRequest) -> Cancelled<16> {
        Cancelled { return_code: -1, goals_canceling: vec![request.goal_info.clone(); 2] }
    }

    /// With nothing to cancel it is a good answer: only the elements do not fit.
    #[service("/goals/cancel_short", type = CancelShort)]
    fn cancel_short(&self, request: &CancelRequest) -> Cancelled<15> {
        let goal = Goal { goal_id: Id { uuid: [0; 15] }, stamp: request.goal_info.stamp.clone() };
        let goals_canceling = if request.goal_info.stamp.sec == 0 { Vec::new() } else { vec![goal] };
        Cancelled { return_code: 0, goals_canceling }
    }
}

#[node]
struct Asker {
    #[client("/goals/cancel", timeout = "10s")]
    cancel: Client<Cancel>,
    #[client("/goals/cancel_short", timeout = "500ms")]
    short: Client<CancelShort>,
}

#[node]
impl Asker {
    #[subscribe("/goals/unused")]
    fn unused(&self, _message: &Header) {}
}

#[tokio::test]
async fn services_carry_arrays_in_sequences_and_survive_those_of_another_length() {
    let transport = R2r::open().expect("a sourced ROS 2");
    let canceler = NodeOptions::new().start_on::<Canceler, _>(&transport).await.expect("starts");
    let asker = NodeOptions::new().start_on::<Asker, _>(&transport).await.expect("starts");
    let (cx, node) = (asker.async_cx(), asker.node());
    let goal = |sec| Goal { goal_id: Id { uuid: [7; 16] }, stamp: Time { sec, nanosec: 1 } };
    let request = |sec| CancelRequest { goal_info: goal(sec) };
    within_limit(node.cancel.wait_for_service(&cx)).await.expect("it is served");
    let cancelled = node.cancel.call(&cx, request(3)).await.expect("is answered");
    assert_eq!(cancelled, Cancelled { return_code: -1, goals_canceling: vec![goal(3); 2] });

    within_limit(node.short.wait_for_service(&cx)).await.expect("it is served");
    node.short.call(&cx, request(0)).await.expect("is answered");
    node.short.call(&cx, request(3)).await.expect_err("the ids of its answer are too short");
    node.short.call(&cx, request(0)).await.expect("is answered as before");
    asker.stop().await.expect("ends");
    canceler.stop().await.expect("ends");
}
