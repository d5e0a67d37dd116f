//! Writes what is generated for the features `msgs` and `r2r`. Without them there is nothing to do.

#[cfg(feature = "msgs")]
#[path = "build/msgs.rs"]
mod msgs;
#[cfg(feature = "r2r")]
#[path = "build/r2r.rs"]
mod r2r;

fn main() -> Result<(), String> {
    #[cfg(feature = "msgs")]
    msgs::write()?;
    #[cfg(feature = "r2r")]
    r2r::write()?;
    instruct("rerun-if-changed=build.rs");
    instruct("rerun-if-changed=build");
    Ok(())
}

/// Tells cargo something.
#[allow(clippy::print_stdout, reason = "that is how cargo is told")]
fn instruct(what: &str) {
    println!("cargo::{what}");
}
