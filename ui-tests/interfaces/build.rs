//! Generates packages of our own, one that another crate has, and those at `../shared/data` where they are.

use std::path::Path;

use rosweave_interfaces::{Error, Interfaces};

fn main() -> Result<(), Error> {
    let mut interfaces = Interfaces::new()
        .directory("own/every_msgs")
        .root("own")
        .root("../../examples/interfaces")
        .using("robot_interfaces", "robot_interfaces")
        .list("__each_type_here");
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/interfaces");
    if data.is_dir() {
        interfaces = interfaces.root(&data);
        for name in PUBLISHED {
            interfaces = interfaces.package(name);
        }
    }
    interfaces.generate()
}

/// What robots use.
const PUBLISHED: [&str; 7] = [
    "control_msgs",
    "geographic_msgs",
    "nav2_msgs",
    "object_recognition_msgs",
    "octomap_msgs",
    "test_interface_files",
    "vision_msgs",
];
