//! The parameter services of a node, called by Eclipse Cyclone DDS as `ros2 param` would.
#![cfg(all(feature = "dds", feature = "log"))]
#![allow(missing_docs)]

#[path = "interop/harness.rs"]
mod harness;

use std::process::{Command, Stdio};

use harness::{local_dds, python};
use rosweave::prelude::*;

#[node]
struct Odometry {
    /// In metres.
    #[parameter(default = 0.05, range = 0.01..=1.0)]
    wheel_radius: Parameter<f64>,
    #[parameter(default = "odom", read_only)]
    frame: Parameter<String>,
}

#[node]
impl Odometry {
    #[timer("1h")]
    fn tick(&self) {}
}

/// What the peer gets, in the order in which it asks.
const ANSWERS: [&str; 9] = [
    r#"{"number": 1, "result": {"names": ["frame", "qos_overrides./parameter_events.publisher.depth", "qos_overrides./parameter_events.publisher.durability", "qos_overrides./parameter_events.publisher.history", "qos_overrides./parameter_events.publisher.reliability", "start_type_description_service", "use_sim_time", "wheel_radius"], "prefixes": ["qos_overrides./parameter_events.publisher"]}, "service": "list_parameters"}"#,
    r#"{"number": 1, "service": "get_parameter_types", "types": [3, 4]}"#,
    r#"{"descriptors": [{"additional_constraints": "", "description": "In metres.", "dynamic_typing": false, "floating_point_range": [{"from_value": 0.01, "step": 0.0, "to_value": 1.0}], "integer_range": [], "name": "wheel_radius", "read_only": false, "type": 3}], "number": 1, "service": "describe_parameters"}"#,
    r#""double_value": 0.05"#,
    r#"{"number": 1, "service": "get_parameters", "values": []}"#,
    r#"{"number": 1, "results": [{"reason": "", "successful": true}, {"reason": "parameter 'nope' cannot be set because it was not declared", "successful": false}, {"reason": "parameter 'frame' cannot be set because it is read-only", "successful": false}], "service": "set_parameters"}"#,
    r#""reason": "Parameter {wheel_radius} doesn't comply with floating point range."#,
    r#"{"number": 1, "result": {"reason": "", "successful": true}, "service": "set_parameters_atomically"}"#,
    r#""double_value": 0.25"#,
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_peer_gets_what_an_rclcpp_node_would_answer() {
    let Some(python) = python() else { return };
    let dds = local_dds();
    let odometry = NodeOptions::new().start_on::<Odometry, _>(&dds).await.expect("it starts");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/interop/parameters.py");
    let peer = Command::new(python)
        .args(["-B", script, "/odometry"])
        .env("ROS_DOMAIN_ID", dds.domain().to_string())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it is a Python");
    let output = tokio::task::spawn_blocking(|| peer.wait_with_output()).await.expect("it ends");
    let output = output.expect("it can be read");
    assert!(output.status.success(), "{}", output.status);
    let told = String::from_utf8(output.stdout).expect("it is text");
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(lines.len(), ANSWERS.len(), "{told}");
    for (line, expected) in lines.iter().zip(ANSWERS) {
        assert!(line.contains(expected), "{line}\ninstead of\n{expected}");
    }
    assert_eq!(odometry.node().wheel_radius.get(), 0.25);
}
