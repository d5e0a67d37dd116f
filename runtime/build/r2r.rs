//! Which of r2r's types stands for a service, for each service of the sourced ROS 2.
//!
//! r2r generates a type for each of them, and its clients and servers ask for the type. So there is one match,
//! from the name that a service has when the program runs to the type.

use std::path::Path;
use std::{env, fs};

pub(crate) fn write() -> Result<(), String> {
    r2r_common::print_cargo_watches();
    let arms: String = services().iter().map(|name| arm(name)).collect();
    let directory = env::var_os("OUT_DIR").ok_or("cargo names no directory")?;
    let file = Path::new(&directory).join("r2r_services.rs");
    let text = format!("match type_name {{\n{arms}    _ => None,\n}}\n");
    fs::write(&file, text).map_err(|error| format!("{}: {error}", file.display()))
}

/// As in `example_interfaces/srv/AddTwoInts`.
fn services() -> Vec<String> {
    if cfg!(feature = "r2r-doc-only") {
        // Of what r2r has bindings for without a ROS 2: enough to check the code that serves them.
        return vec!["rcl_interfaces/srv/GetParameters".to_owned()];
    }
    let found = r2r_common::get_wanted_messages().into_iter().filter(|found| found.prefix == "srv");
    found.map(|found| format!("{}/srv/{}", found.module, found.name)).collect()
}

fn arm(name: &str) -> String {
    format!("    \"{name}\" => Some(Support::of::<::r2r::{}::Service>()),\n", name.replace('/', "::"))
}
