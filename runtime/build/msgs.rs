//! From the definitions of ROS 2 Jazzy to Rust.
//!
//! `hiroz-codegen` bundles the definitions, and reads types like `string<=10[3]`. The rest is done here, because
//! its model lacks what users read and start from: comments, and default values as they are written. The types
//! of `ros2-interfaces-jazzy-serde` would need no generator; but they have neither names nor defaults, their empty
//! messages lack the byte on the wire, `char` is signed, and bytes travel one by one.

mod code;
mod comments;
mod definition;
mod docs;

use std::path::{Path, PathBuf};
use std::{env, fs};

use definition::Definition;

/// What is generated: the common packages, and what their types are made of.
const PACKAGES: [&str; 19] = [
    "action_msgs",
    "builtin_interfaces",
    "composition_interfaces",
    "diagnostic_msgs",
    "example_interfaces",
    "geometry_msgs",
    "lifecycle_msgs",
    "nav_msgs",
    "rcl_interfaces",
    "rosgraph_msgs",
    "sensor_msgs",
    "service_msgs",
    "shape_msgs",
    "std_msgs",
    "std_srvs",
    "tf2_msgs",
    "trajectory_msgs",
    "unique_identifier_msgs",
    "visualization_msgs",
];

/// Those whose bundled definitions for Jazzy are abridged or changed. The next release has them as they are in
/// Jazzy, but for what [`CHANGED`] takes back.
const FROM_NEXT: [&str; 2] = ["lifecycle_msgs", "rcl_interfaces"];

/// A line of a definition that changed after Jazzy, as it is now and as it was.
const CHANGED: [(&str, &str, &str); 1] =
    [("lifecycle_msgs/msg/TransitionEvent", "builtin_interfaces/Time stamp", "uint64 timestamp")];

/// Left out: DDS vendors do not agree on how a `wstring` travels.
const WIDE: [&str; 1] = ["example_interfaces/msg/WString"];

/// A package with its types, in order of their names.
pub(crate) struct Package {
    pub(crate) name: &'static str,
    pub(crate) messages: Vec<Definition>,
    pub(crate) services: Vec<Service>,
}

/// A service's two halves.
pub(crate) struct Service {
    pub(crate) name: String,
    pub(crate) request: Definition,
    pub(crate) response: Definition,
}

/// Writes `msgs.rs` into cargo's output directory.
pub(crate) fn write() -> Result<(), String> {
    let packages: Result<Vec<_>, _> = PACKAGES.iter().map(|name| package(name)).collect();
    let out = env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?;
    let file = PathBuf::from(out).join("msgs.rs");
    fs::write(&file, code::of(&packages?)).map_err(|error| format!("{}: {error}", file.display()))
}

fn package(name: &'static str) -> Result<Package, String> {
    let release = if FROM_NEXT.contains(&name) { "lyrical" } else { "jazzy" };
    let path = hiroz_codegen::bundled_assets_dir_for(release).join(name);
    let mut messages = Vec::new();
    for (stem, text) in files(&path.join("msg"), "msg")? {
        let full = format!("{name}/msg/{stem}");
        if !WIDE.contains(&full.as_str()) {
            messages.push(Definition::parse(name, &stem, &full, &as_in_jazzy(&full, text)?)?);
        }
    }
    let mut services = Vec::new();
    for (stem, text) in files(&path.join("srv"), "srv")? {
        let full = format!("{name}/srv/{stem}");
        let lines: Vec<&str> = text.lines().collect();
        let separator =
            lines.iter().position(|line| line.trim() == "---").ok_or(format!("{full} has no `---`"))?;
        let half = |lines: &[&str], suffix: &str| {
            Definition::parse(name, &format!("{stem}{suffix}"), &full, &lines.join("\n"))
        };
        let request = half(&lines[..separator], "Request")?;
        let response = half(&lines[separator + 1..], "Response")?;
        services.push(Service { name: stem, request, response });
    }
    if messages.is_empty() && services.is_empty() {
        return Err(format!("{name} has no definitions in {}", path.display()));
    }
    Ok(Package { name, messages, services })
}

fn as_in_jazzy(name: &str, text: String) -> Result<String, String> {
    let Some((_, now, before)) = CHANGED.iter().find(|(changed, ..)| *changed == name) else {
        return Ok(text);
    };
    match text.matches(now).count() {
        1 => Ok(text.replace(now, before)),
        found => Err(format!("{name} has {found} lines `{now}`")),
    }
}

/// The names and texts of the files in a folder, which need not be there, in order.
fn files(folder: &Path, extension: &str) -> Result<Vec<(String, String)>, String> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(Vec::new()) };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| error.to_string())?.path();
        let stem = path.file_stem().and_then(|stem| stem.to_str()).map(str::to_owned);
        if let Some(stem) = stem.filter(|_| path.extension().is_some_and(|found| found == extension)) {
            let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            files.push((stem, text));
        }
    }
    files.sort();
    Ok(files)
}
