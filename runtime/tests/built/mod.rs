//! Programs that are built by a test, and what rustc says of each.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

/// Builds everything that can be built: the errors of each binary.
pub(crate) fn build(at: &Path, target: &Path) -> BTreeMap<String, Vec<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["build", "--offline", "--bins", "--keep-going", "--message-format=json"])
        .current_dir(at)
        .env("CARGO_TARGET_DIR", target)
        .output()
        .expect("cargo runs");
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
