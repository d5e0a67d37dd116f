//! The same types as somebody writes them: structs with the derives of rosweave and serde.

use crate::Result;

/// What generated code is by hand, line by line: structs with their comments, constants and defaults stay, and what a
/// derive stands for goes.
pub fn from_generated(code: &str) -> Result<String> {
    // Types and what is implemented for them come in one order.
    let mut names = code.lines().filter_map(|line| line.strip_prefix("const TYPE_NAME: &'static str = "));
    let mut text = String::new();
    let mut traits = "";
    let mut lines = code.lines();
    while let Some(line) = lines.next() {
        if let Some(derived) = line.strip_prefix("#[derive(").and_then(|line| line.strip_suffix(")]")) {
            traits = derived;
        } else if let Some(structure) = line.strip_prefix("pub struct ") {
            let name = names.next().ok_or("a type has no name")?.trim_end_matches(';').trim_matches('"');
            text.push_str(&begin(structure, name, traits));
        } else if line.starts_with("impl __i::") {
            skip(line, &mut lines);
        } else if !is_of_the_generator(line) {
            let line = line.replace("super::super::__rosweave::", "rosweave::");
            text.push_str(&line.replace("super::super::", "crate::").replace("__i::", "rosweave::"));
            text.push('\n');
        }
    }
    match names.next() {
        Some(name) => Err(format!("{name} names no type").into()),
        None => Ok(text),
    }
}

/// The first lines of a struct.
fn begin(structure: &str, name: &str, traits: &str) -> String {
    let ident = structure.trim_end_matches([' ', '{', ';']);
    // Parts of services and actions have names with `_` in them, too, and are messages.
    let is_part = name.rsplit('/').next().is_some_and(|last| last != ident);
    let (derive, ros) = match name.split('/').nth(1) {
        Some("srv") if !is_part => {
            ("Service", format!("{name:?}, request = {ident}Request, response = {ident}Response"))
        }
        Some("action") if !is_part => (
            "Action",
            format!("{name:?}, goal = {ident}Goal, result = {ident}Result, feedback = {ident}Feedback"),
        ),
        _ => ("Message", format!("{name:?}")),
    };
    let is_empty = derive == "Message" && structure.ends_with(';');
    let serde = if is_empty { ", serde::Serialize, serde::Deserialize" } else { "" };
    let traits = traits.replace("__i::serde", "serde");
    let structure = if is_empty {
        format!("{ident} {{\npub structure_needs_at_least_one_member: u8,\n}}")
    } else {
        structure.to_owned()
    };
    format!("#[derive({traits}{serde}, rosweave::{derive})]\n#[ros({ros})]\npub struct {structure}\n")
}

/// Leaves out what an `impl` has in it.
fn skip(first: &str, lines: &mut std::str::Lines<'_>) {
    let mut depth = opened(first);
    while depth > 0 {
        let Some(line) = lines.next() else { return };
        depth += opened(line);
    }
}

/// How many braces a line opens, and does not close.
fn opened(line: &str) -> i32 {
    let (mut depth, mut is_text, mut is_escaped) = (0, false, false);
    for char in line.chars() {
        match char {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = is_text,
            '"' => is_text = !is_text,
            '{' if !is_text => depth += 1,
            '}' if !is_text => depth -= 1,
            _ => {}
        }
    }
    depth
}

fn is_of_the_generator(line: &str) -> bool {
    let starts = [
        "const _: () = __rosweave",
        "#[diagnostic::do_not_recommend]",
        "#[serde(crate",
        "__i::serialize_empty!",
        "use super::super::__rosweave",
    ];
    starts.iter().any(|start| line.starts_with(start)) || line == "#[allow(unused_imports)]"
}
