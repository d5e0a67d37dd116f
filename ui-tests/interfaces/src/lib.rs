//! Types of definitions, in a crate that knows `rosweave` by another name and allows nothing that is not allowed there.
#![deny(warnings, missing_docs, unreachable_pub, rust_2018_idioms)]

/// What the build script has generated.
pub mod interfaces {
    weave::interfaces!();
}

/// What shadows the standard library must not matter.
#[allow(dead_code)]
type Result = ();
#[allow(dead_code)]
type Option = ();
