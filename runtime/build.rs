//! Writes the types of the ROS 2 packages, for the feature `msgs`. Without it there is nothing to do.

#[cfg(feature = "msgs")]
#[path = "build/msgs.rs"]
mod msgs;

fn main() -> Result<(), String> {
    #[cfg(feature = "msgs")]
    msgs::write()?;
    instruct("rerun-if-changed=build.rs");
    instruct("rerun-if-changed=build");
    Ok(())
}

/// Tells cargo something.
#[allow(clippy::print_stdout, reason = "that is how cargo is told")]
fn instruct(what: &str) {
    println!("cargo::{what}");
}
