//! Names as ROS 2 allows them.

use crate::error::Wrong;

/// The words of rosidl for a package's and a field's name: `^(?!.*__)(?!.*_$)[a-z][a-z0-9_]*$`.
pub(crate) fn is_lower(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && has_single_underscores(name)
}

/// A type's name: `^[A-Z][A-Za-z0-9]*$`.
pub(crate) fn is_type(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase()) && name.chars().all(|c| c.is_ascii_alphanumeric())
}

/// A constant's name: `^[A-Z]([A-Z0-9_]?[A-Z0-9]+)*$`.
fn is_constant(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
        && has_single_underscores(name)
}

fn has_single_underscores(name: &str) -> bool {
    !name.contains("__") && !name.ends_with('_')
}

pub(crate) fn check_field(name: &str) -> Result<(), Wrong> {
    if is_lower(name) {
        return Ok(());
    }
    let help = if name.contains('[') {
        "brackets stand behind the type: `int32[3] x`"
    } else if name.ends_with([';', ',']) {
        "write one field a line, without a sign at its end"
    } else {
        "a field has lower-case letters, digits and single underscores, a letter first"
    };
    Err(Wrong::new(format!("`{name}` is no name of a field"), help))
}

pub(crate) fn check_constant(name: &str) -> Result<(), Wrong> {
    if is_constant(name) {
        return Ok(());
    }
    let help = match is_lower(name) {
        true => "write a constant in capitals, or a field's default value without `=`",
        false => "a constant has capitals, digits and single underscores, a capital first",
    };
    Err(Wrong::new(format!("`{name}` is no name of a constant"), help))
}

pub(crate) fn check_type(name: &str) -> Result<(), Wrong> {
    if is_type(name) {
        return Ok(());
    }
    let help = "a type has letters and digits, a capital first: `Detection2D`";
    Err(Wrong::new(format!("`{name}` is no name of a type"), help))
}

/// The one of `known` that `unknown` looks like, if any does: a third of it may be wrong.
pub(crate) fn nearest<'k>(unknown: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let distances = known.into_iter().map(|name| (distance(unknown, name), name));
    let (distance, name) = distances.min()?;
    (distance <= unknown.chars().count().max(name.chars().count()) / 3).then_some(name)
}

/// The same for packages, whose names often differ in little, as `nav_msgs` and `nav2_msgs` do.
pub(crate) fn nearest_package<'k>(
    unknown: &str,
    known: impl IntoIterator<Item = &'k str>,
) -> Option<&'k str> {
    let stem = |name: &str| {
        let endings = ["_msgs", "_msg", "_interfaces", "_interface"];
        let stem = endings.iter().find_map(|ending| name.strip_suffix(ending));
        stem.unwrap_or(name).to_owned()
    };
    let wanted = stem(unknown);
    let slips = usize::from(wanted.len() > 5);
    known.into_iter().find(|name| distance(&wanted, &stem(name)) <= slips)
}

/// How many letters have to be put in, left out or changed, where capitals are like small ones.
fn distance(a: &str, b: &str) -> usize {
    let [a, b] = [a, b].map(|word| word.to_lowercase().chars().collect::<Vec<char>>());
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.iter().enumerate() {
        let mut corner = std::mem::replace(&mut row[0], i + 1);
        for (j, to) in b.iter().enumerate() {
            let changed = corner + usize::from(from != to);
            corner = row[j + 1];
            row[j + 1] = changed.min(corner + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

/// A field's name in Rust: its own, unless that is a word of Rust.
pub(crate) fn rust_field(name: &str) -> String {
    const RAW: [&str; 46] = [
        "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
        "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop",
        "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "static",
        "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where",
    ];
    match name {
        // No raw identifiers either.
        "self" | "super" | "crate" => format!("{name}_"),
        "while" | "yield" => format!("r#{name}"),
        _ if RAW.contains(&name) => format!("r#{name}"),
        _ => name.to_owned(),
    }
}

/// A type's name in Rust: its own, but for the one word of Rust that has a capital.
pub(crate) fn rust_type(name: &str) -> String {
    if name == "Self" { "Self_".to_owned() } else { name.to_owned() }
}
