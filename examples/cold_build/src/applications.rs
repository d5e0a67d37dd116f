//! The two applications, as crates of one workspace.

use std::fs;
use std::path::Path;

use crate::Result;
use crate::definitions::Definitions;

pub const GENERATED: &str = "generated";
pub const BY_HAND: &str = "by_hand";

/// The one whose build script reads the definitions.
pub fn generated(repository: &Path, scratch: &Path, definitions: &Definitions) -> Result {
    let mut script = String::from(
        "fn main() -> Result<(), rosweave_interfaces::Error> {\n    rosweave_interfaces::Interfaces::new()\n",
    );
    script.push_str(&format!("        .root({:?})\n", definitions.root));
    for package in &definitions.packages {
        script.push_str(&format!("        .package({package:?})\n"));
    }
    script.push_str("        .generate()\n}\n");
    let interfaces = repository.join("runtime/interfaces");
    let needs = format!("\n[build-dependencies]\nrosweave-interfaces = {{ path = {interfaces:?} }}\n");
    let directory = scratch.join(GENERATED);
    write(&directory.join("build.rs"), &script)?;
    application(repository, &directory, GENERATED, &needs, "rosweave::interfaces!();\n")?;
    let members = format!("[workspace]\nresolver = \"3\"\nmembers = [{GENERATED:?}, {BY_HAND:?}]\n");
    // As the repository's own, so that the same is measured.
    write(&scratch.join("Cargo.toml"), &format!("{members}\n[profile.dev]\ndebug = \"line-tables-only\"\n"))?;
    Ok(fs::copy(repository.join("Cargo.lock"), scratch.join("Cargo.lock")).map(drop)?)
}

/// The one whose types are given.
pub fn by_hand(repository: &Path, scratch: &Path, types: &str) -> Result {
    let needs = "serde = { version = \"1\", features = [\"derive\"] }\n";
    application(repository, &scratch.join(BY_HAND), BY_HAND, needs, types)
}

fn application(repository: &Path, directory: &Path, name: &str, needs: &str, types: &str) -> Result {
    let package =
        format!("[package]\nname = {name:?}\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n");
    let runtime = repository.join("runtime");
    let rosweave = format!("rosweave = {{ path = {runtime:?}, features = [\"msgs\"] }}\n");
    write(&directory.join("Cargo.toml"), &format!("{package}{rosweave}{needs}"))?;
    // A library, whose types are all there for others.
    write(&directory.join("src/lib.rs"), types)
}

fn write(file: &Path, text: &str) -> Result {
    if let Some(directory) = file.parent() {
        fs::create_dir_all(directory)?;
    }
    Ok(fs::write(file, text)?)
}
