//! Packages of printed layouts, and cargo on them.
//!
//! A package lies in cargo's folder for this test's temporary files and is a workspace of its own. All share
//! one target folder there, so that what they depend on is built once, and again only when it changes. Files
//! that would not change are not written, so that cargo sees nothing new.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A package on disk: a program of some parts, each with some of the layouts.
pub(crate) struct Package {
    name: String,
    root: PathBuf,
    parts: usize,
}

/// A layout in a package.
pub(crate) struct Module {
    pub(crate) source: String,
    /// How many seeds to try.
    pub(crate) seeds: u64,
}

impl Package {
    /// Writes a package whose layouts are the modules `l0`, `l1`, ..
    pub(crate) fn write(name: &str, modules: &[Module], parts: usize) -> Package {
        let package = Package { name: name.to_owned(), root: scratch().join(name), parts };
        let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let path = format!("{:?}", runtime.display().to_string());
        let mut manifest = MANIFEST.replace("NAME", name).replace("RUNTIME", &path);
        for part in 0..parts {
            manifest += &format!("\n[[bin]]\nname = \"{name}{part}\"\npath = \"src/{name}{part}.rs\"\n");
        }
        package.put("Cargo.toml", &manifest);
        // The versions of the workspace: they are on this machine, whatever else is.
        let lock = fs::read_to_string(runtime.join("../Cargo.lock")).expect("the workspace has a lock file");
        if !package.root.join("Cargo.lock").exists() || package.read("workspace.lock") != lock {
            package.put("workspace.lock", &lock);
            package.put("Cargo.lock", &lock);
        }
        for (place, module) in modules.iter().enumerate() {
            package.put(&format!("src/l{place}.rs"), &module.source);
        }
        for part in 0..parts {
            package.put(&format!("src/{name}{part}.rs"), &part_source(modules, part, parts));
        }
        package
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.root.join(file)).unwrap_or_default()
    }

    fn put(&self, file: &str, text: &str) {
        let path = self.root.join(file);
        if self.read(file) != text {
            fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("folders can be made");
            fs::write(path, text).expect("files can be written");
        }
    }

    /// Runs cargo on the package.
    pub(crate) fn cargo(&self, command: &str, options: &[&str]) -> Output {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut cargo = Command::new(cargo);
        cargo.arg(command).args(["--offline", "--color", "never"]).args(options);
        cargo.arg("--manifest-path").arg(self.root.join("Cargo.toml"));
        cargo.arg("--target-dir").arg(target());
        cargo.current_dir(&self.root).env_remove("CARGO_TARGET_DIR");
        cargo.output().expect("cargo can be run")
    }

    /// Runs the program that `cargo build` has made, and returns what its parts print.
    pub(crate) fn run(&self) -> String {
        let run = |part| {
            let mut program = Command::new(target().join("debug").join(format!("{}{part}", self.name)));
            let output = program.output().expect("the program can be run");
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            String::from_utf8_lossy(&output.stdout).into_owned()
        };
        (0..self.parts).map(run).collect()
    }
}

/// The source of one part, with every `parts`th of the modules.
fn part_source(modules: &[Module], part: usize, parts: usize) -> String {
    let mut source = include_str!("printed/world.rs").to_owned();
    let mut table = String::new();
    for (place, module) in modules.iter().enumerate().skip(part).step_by(parts) {
        source += &format!("mod l{place};\n");
        table += &format!("    (\"l{place}\", &l{place}::PRINTED, {}),\n", module.seeds);
    }
    source + "\nconst LAYOUTS: &[(&str, &Printed, u64)] = &[\n" + &table + "];\n"
}

fn scratch() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("agreement")
}

fn target() -> PathBuf {
    scratch().join("target")
}

const MANIFEST: &str = r#"[package]
name = "NAME"
version = "0.0.0"
edition = "2024"
publish = false
autobins = false

[dependencies]
rosweave = { path = RUNTIME, default-features = false }

[profile.dev]
# All of this is for the time to build.
debug = false
debug-assertions = false
incremental = false
panic = "abort"

[workspace]
"#;
