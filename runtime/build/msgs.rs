//! The types of ROS 2's own packages, from their definitions.
//!
//! Those that nodes speak with tools in are always there; their definitions are in `definitions/`, in words of our
//! own. The common ones come with the feature `msgs`, and their definitions from `hiroz-codegen`, which bundles them.
//! The types of `ros2-interfaces-jazzy-serde` would need no generator; but they have neither names nor defaults, their
//! empty messages lack the byte on the wire, `char` is signed, and bytes travel one by one.

use std::path::{Path, PathBuf};
use std::{env, fs};

/// What ROS 2's protocols above topics are made of.
const CORE: [&str; 9] = [
    "action_msgs",
    "builtin_interfaces",
    "composition_interfaces",
    "lifecycle_msgs",
    "rcl_interfaces",
    "rosgraph_msgs",
    "service_msgs",
    "type_description_interfaces",
    "unique_identifier_msgs",
];

/// The common packages.
#[cfg(feature = "msgs")]
const COMMON: [&str; 11] = [
    "diagnostic_msgs",
    "example_interfaces",
    "geometry_msgs",
    "nav_msgs",
    "sensor_msgs",
    "shape_msgs",
    "std_msgs",
    "std_srvs",
    "tf2_msgs",
    "trajectory_msgs",
    "visualization_msgs",
];

/// Writes `msgs.rs` into cargo's output directory.
pub(crate) fn write() -> Result<(), String> {
    let definitions = Path::new(env!("CARGO_MANIFEST_DIR")).join("definitions");
    #[allow(unused_mut, reason = "there is more with the feature `msgs`")]
    let mut directories: Vec<PathBuf> = CORE.iter().map(|name| definitions.join(name)).collect();
    #[cfg(feature = "msgs")]
    {
        let bundled = hiroz_codegen::bundled_assets_dir_for("jazzy");
        directories.extend(COMMON.iter().map(|name| bundled.join(name)));
    }
    let code = rosweave_interfaces::bundle(&directories).map_err(|error| error.to_string())?;
    // For those who generate types that use these.
    let joined = env::join_paths(&directories).map_err(|error| error.to_string())?;
    super::instruct(&format!("metadata=interfaces={}", joined.to_string_lossy()));
    super::instruct(concat!("metadata=version=", env!("CARGO_PKG_VERSION")));
    let out = env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?;
    let file = PathBuf::from(out).join("msgs.rs");
    fs::write(&file, code).map_err(|error| format!("{}: {error}", file.display()))
}
