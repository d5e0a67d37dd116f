//! Packages of generated programs, and what cargo makes of them.
//!
//! They lie in cargo's folder for a test's temporary files. All of them have one target folder, the same dependencies with
//! the same features, and one profile, so that what they stand on is built once for all. Files that would not change
//! are not written, so that cargo sees nothing new.
#![allow(dead_code, reason = "not every test needs all of it")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A package on disk.
pub(crate) struct Package {
    root: PathBuf,
    files: BTreeSet<PathBuf>,
}

impl Package {
    /// A workspace of its own, with more dependencies than those of all.
    pub(crate) fn new(name: &str, dependencies: &str) -> Package {
        let root = scratch().join(name);
        let mut package = Package { root, files: BTreeSet::new() };
        // Without debug info they are built in half the time.
        let end = "\n[lints.rust]\nwarnings = \"allow\"\n\n[profile.dev]\ndebug = 0\n\n[workspace]\n";
        package.put("Cargo.toml", &(manifest(name, dependencies) + end));
        // The versions of the workspace, so that nothing is looked up.
        fs::copy(workspace().join("Cargo.lock"), package.root.join("Cargo.lock")).expect("can be copied");
        package
    }

    /// Adds a package to the workspace, for others to depend on.
    pub(crate) fn member(&mut self, name: &str, source: &str) {
        self.put(&format!("{name}/Cargo.toml"), &manifest(name, ""));
        self.put(&format!("{name}/src/lib.rs"), source);
    }

    /// Writes a file.
    pub(crate) fn put(&mut self, file: &str, text: &str) {
        let path = self.root.join(file);
        if !fs::read_to_string(&path).is_ok_and(|there| there == text) {
            fs::create_dir_all(path.parent().expect("has a parent")).expect("can be made");
            fs::write(&path, text).expect("can be written");
        }
        self.files.insert(path);
    }

    /// Runs cargo on what was written.
    pub(crate) fn cargo(&self, command: &str, options: &[&str]) -> Output {
        remove_others(&self.root.join("src"), &self.files);
        Command::new(env!("CARGO"))
            .args([command, "--offline", "--keep-going"])
            .args(options)
            .env("CARGO_TARGET_DIR", target())
            .current_dir(&self.root)
            .output()
            .expect("cargo runs")
    }

    /// Builds everything that can be built: the errors of each binary.
    pub(crate) fn build(&self) -> BTreeMap<String, Vec<String>> {
        let output = self.cargo("build", &["--bins", "--message-format=json"]);
        let mut errors: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for line in String::from_utf8_lossy(&output.stdout).lines() {
            if let Some((target, message)) = error_in(line) {
                errors.entry(target).or_default().push(message);
            }
        }
        if errors.is_empty() {
            panic!("cargo built nothing: {}", String::from_utf8_lossy(&output.stderr));
        }
        errors
    }
}

/// A program that was built, which is not waited for longer than a minute.
pub(crate) fn program(name: &str) -> Command {
    let mut limited = Command::new("timeout");
    limited.arg("60").arg(target().join("debug").join(name));
    limited
}

fn scratch() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
}

fn target() -> PathBuf {
    scratch().join("generated-target")
}

fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("packages with such tests stand in it")
}

fn manifest(name: &str, dependencies: &str) -> String {
    let root = workspace().display();
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         rosweave = {{ path = \"{root}/runtime\" }}\n\
         rosweave-ui-tests = {{ path = \"{root}/ui-tests\" }}\n\
         serde = {{ version = \"1\", features = [\"derive\"] }}\n\
         tokio = {{ version = \"1\", features = [\"macros\", \"rt\", \"sync\", \"time\"] }}\n\
         tracing = {{ version = \"0.1\", default-features = false, features = [\"std\"] }}\n{dependencies}"
    )
}

/// What an earlier run has left is not to be built.
fn remove_others(folder: &Path, files: &BTreeSet<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            remove_others(&path, files);
        } else if !files.contains(&path) {
            fs::remove_file(path).expect("can be removed");
        }
    }
}

/// The binary and the text of an error in one line of cargo's JSON. Cargo writes its keys in a fixed order, and
/// only two of them are wanted: no parser is needed.
fn error_in(line: &str) -> Option<(String, String)> {
    if !line.contains("\"reason\":\"compiler-message\"") || !line.contains("\"level\":\"error\"") {
        return None;
    }
    let rendered = string_after(line, "\"rendered\":\"")?;
    let counts = rendered.starts_with("error") && !rendered.starts_with("error: aborting");
    let target = string_after(line, "\"kind\":[\"bin\"]").and(string_after_name(line))?;
    counts.then_some((target, rendered))
}

fn string_after_name(line: &str) -> Option<String> {
    let kind = line.find("\"kind\":[\"bin\"]")?;
    string_after(&line[kind..], "\"name\":\"")
}

/// The JSON string that begins after `key`.
fn string_after(line: &str, key: &str) -> Option<String> {
    let start = line.find(key)? + key.len();
    let mut text = String::new();
    let mut characters = line[start..].chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => return Some(text),
            '\\' => match characters.next()? {
                'n' => text.push('\n'),
                other => text.push(other),
            },
            other => text.push(other),
        }
    }
    Some(text)
}
