//! Which of r2r's types stands for a service, for each service of the sourced ROS 2, those of its actions included; and
//! which for the feedback of an action, the one kind of message that r2r does not find by its name.
//!
//! r2r generates a type for each of them, and its clients and servers ask for the type. So there are two matches,
//! from the name that a type has when the program runs to the type.

use std::path::Path;
use std::{env, fs};

pub(crate) fn write() -> Result<(), String> {
    r2r_common::print_cargo_watches();
    let (services, actions) = (found("srv"), found("action"));
    let mut arms: String = services.iter().map(|name| arm(name, &format!("{name}::Service"))).collect();
    for action in &actions {
        for part in ["SendGoal", "GetResult"] {
            arms += &arm(&format!("{action}_{part}"), &format!("{action}::{part}::Service"));
        }
    }
    write_match("r2r_services.rs", &arms)?;
    let feedback =
        |action: &String| arm(&format!("{action}_FeedbackMessage"), &format!("{action}::FeedbackMessage"));
    write_match("r2r_feedback.rs", &actions.iter().map(feedback).collect::<String>())
}

fn write_match(file: &str, arms: &str) -> Result<(), String> {
    let directory = env::var_os("OUT_DIR").ok_or("cargo names no directory")?;
    let file = Path::new(&directory).join(file);
    let text = format!("match type_name {{\n{arms}    _ => None,\n}}\n");
    fs::write(&file, text).map_err(|error| format!("{}: {error}", file.display()))
}

/// The types of one kind, as in `example_interfaces/srv/AddTwoInts`.
fn found(kind: &str) -> Vec<String> {
    if cfg!(feature = "r2r-doc-only") {
        // Of what r2r has bindings for without a ROS 2: enough to check the code that serves them.
        let bound = ["rcl_interfaces/srv/GetParameters", "tf2_msgs/action/LookupTransform"];
        let of_kind = |name: &&str| name.contains(&format!("/{kind}/"));
        return bound.into_iter().filter(of_kind).map(str::to_owned).collect();
    }
    let found = r2r_common::get_wanted_messages().into_iter().filter(|found| found.prefix == kind);
    found.map(|found| format!("{}/{kind}/{}", found.module, found.name)).collect()
}

fn arm(name: &str, path: &str) -> String {
    format!("    \"{name}\" => Some(Support::of::<::r2r::{}>()),\n", path.replace('/', "::"))
}
