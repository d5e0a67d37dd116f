//! Writes what is generated: the types of ROS 2's packages, and for the feature `r2r` its types of services.

#[path = "build/msgs.rs"]
mod msgs;
#[cfg(feature = "r2r")]
#[path = "build/r2r.rs"]
mod r2r;

fn main() -> Result<(), String> {
    msgs::write()?;
    #[cfg(feature = "r2r")]
    r2r::write()?;
    instruct("rerun-if-changed=build.rs");
    instruct("rerun-if-changed=build");
    instruct("rerun-if-changed=definitions");
    Ok(())
}

/// Tells cargo something.
#[allow(clippy::print_stdout, reason = "that is how cargo is told")]
fn instruct(what: &str) {
    println!("cargo::{what}");
}
