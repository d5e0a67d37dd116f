//! ROS 2's names: which are valid, and what a relative one means.
//!
//! The rules are those that `rcl` and `rmw` enforce (`rcl_validate_topic_name`,
//! `rmw_validate_full_topic_name`, `rmw_validate_node_name`, `rmw_validate_namespace`), without
//! substitutions in braces. One implementation serves the macros (in a `const`) and remapping at start-up.

use rosweave_describe::names::parts;
pub use rosweave_describe::resolve;

use super::text::{self, Text};

/// The longest full topic or service name (`RMW_TOPIC_MAX_NAME_LENGTH`).
pub const MAX_NAME: usize = 247;

/// How much the longest of an action's topics and services adds to its name: `/_action/cancel_goal`.
const ACTION_SUFFIX: usize = 20;

/// What is wrong with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BadName {
    /// It has no characters.
    Empty,
    /// It has a character that is not allowed at this byte.
    Character(usize),
    /// A part begins with a digit at this byte.
    Digit(usize),
    /// Two slashes stand together at this byte.
    DoubleSlash(usize),
    /// It ends with a slash.
    TrailingSlash,
    /// `~` stands elsewhere than at the start before a slash.
    Tilde,
    /// It has more than [`MAX_NAME`] bytes.
    TooLong,
    /// A namespace does not begin with a slash.
    NotAbsolute,
}

/// What a name is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NameKind {
    /// A topic: absolute, relative or private (`~/name`).
    Topic,
    /// A service: like a topic.
    Service,
    /// An action: like a topic, with room for what is added to it.
    Action,
    /// A node: one part without slashes.
    Node,
    /// A namespace: absolute.
    Namespace,
}

impl NameKind {
    const fn noun(self) -> &'static str {
        match self {
            NameKind::Topic => "topic name",
            NameKind::Service => "service name",
            NameKind::Action => "action name",
            NameKind::Node => "node name",
            NameKind::Namespace => "namespace",
        }
    }
}

/// What is wrong with `name` as a name of `kind`, or `None`.
pub const fn check(kind: NameKind, name: &str) -> Option<BadName> {
    let bytes = name.as_bytes();
    if bytes.is_empty() {
        return Some(BadName::Empty);
    }
    let added = if matches!(kind, NameKind::Action) { ACTION_SUFFIX } else { 0 };
    if bytes.len() > MAX_NAME - added {
        return Some(BadName::TooLong);
    }
    if matches!(kind, NameKind::Namespace) {
        if bytes[0] != b'/' {
            return Some(BadName::NotAbsolute);
        }
        if bytes.len() == 1 {
            return None;
        }
    }
    check_whole(kind, bytes, Parameters::Refused)
}

/// Like [`check`], for a name in an attribute: parameters may stand in it, as in `$(camera)/image`.
pub const fn check_declared(kind: NameKind, name: &str) -> Option<BadName> {
    if has_parameter(name) && !matches!(kind, NameKind::Node | NameKind::Namespace) {
        // How long it is, is known when the node starts.
        return check_whole(kind, name.as_bytes(), Parameters::Taken);
    }
    check(kind, name)
}

/// Whether a name has a parameter in it.
pub(crate) const fn has_parameter(name: &str) -> bool {
    let bytes = name.as_bytes();
    let mut i = 0;
    while i < bytes.len() {
        if bytes[i] == b'$' {
            return true;
        }
        i += 1;
    }
    false
}

/// Whether parameters may stand in a name.
#[derive(Clone, Copy)]
enum Parameters {
    Refused,
    Taken,
}

/// Where the parameter that begins here ends, with its brackets.
const fn parameter_end(bytes: &[u8], start: usize) -> Option<usize> {
    if start + 1 >= bytes.len() || bytes[start + 1] != b'(' {
        return None;
    }
    let mut i = start + 2;
    while i < bytes.len() && (bytes[i].is_ascii_alphanumeric() || matches!(bytes[i], b'_' | b'.' | b'-')) {
        i += 1;
    }
    if i > start + 2 && i < bytes.len() && bytes[i] == b')' { Some(i + 1) } else { None }
}

const fn check_whole(kind: NameKind, bytes: &[u8], parameters: Parameters) -> Option<BadName> {
    let slashes = !matches!(kind, NameKind::Node);
    let mut i = 0;
    if bytes[0] == b'~' && matches!(kind, NameKind::Topic | NameKind::Service | NameKind::Action) {
        if bytes.len() < 2 || bytes[1] != b'/' {
            return Some(BadName::Tilde);
        }
        i = 1;
    }
    check_parts(bytes, i, slashes, parameters)
}

/// Like [`check`] for a topic or service, with rcl's substitutions `{node}`, `{ns}` and `{namespace}` in it.
pub(crate) fn check_with_substitutions(name: &str) -> Option<BadName> {
    let mut bare = name.to_owned();
    for known in ["{node}", "{ns}", "{namespace}"] {
        // Whatever it stands for can stand anywhere in a name.
        bare = bare
            .replace(&format!("/{known}"), "/x")
            .replace(known, if bare.starts_with(known) { "x" } else { "" });
    }
    check(NameKind::Topic, &bare)
}

const fn check_parts(bytes: &[u8], start: usize, slashes: bool, parameters: Parameters) -> Option<BadName> {
    let mut i = start;
    let mut part_start = true;
    while i < bytes.len() {
        let byte = bytes[i];
        if byte == b'$' && matches!(parameters, Parameters::Taken) {
            match parameter_end(bytes, i) {
                Some(end) => i = end,
                None => return Some(BadName::Character(i)),
            }
            part_start = false;
            continue;
        } else if byte == b'/' && slashes {
            if i > 0 && bytes[i - 1] == b'/' {
                return Some(BadName::DoubleSlash(i - 1));
            }
            part_start = true;
        } else if byte == b'~' && slashes {
            return Some(BadName::Tilde);
        } else if byte.is_ascii_digit() {
            if part_start {
                return Some(BadName::Digit(i));
            }
        } else if !byte.is_ascii_alphabetic() && byte != b'_' {
            return Some(BadName::Character(i));
        } else {
            part_start = false;
        }
        if byte != b'/' {
            part_start = false;
        }
        i += 1;
    }
    if bytes[bytes.len() - 1] == b'/' { Some(BadName::TrailingSlash) } else { None }
}

/// The message for a bad name.
pub const fn explain(kind: NameKind, name: &str, bad: BadName) -> Text {
    let text = Text::EMPTY.with(&["`", name, "` is no ", kind.noun(), " of ROS 2: "]);
    match bad {
        BadName::Empty => text.with(&["it is empty"]),
        BadName::Character(at) => text
            .with(&["the character at position "])
            .with_number(at + 1)
            .with(&[" is not allowed\nhelp: use letters, digits and `_`"])
            .with(&[if matches!(kind, NameKind::Node) { "" } else { ", and `/` between parts" }]),
        BadName::Digit(at) => text
            .with(&["the part at position "])
            .with_number(at + 1)
            .with(&[" begins with a digit\nhelp: begin every part with a letter or `_`"]),
        BadName::DoubleSlash(at) => text
            .with(&["two slashes stand together at position "])
            .with_number(at + 1)
            .with(&["\nhelp: write one `/` between two parts"]),
        BadName::TrailingSlash => text.with(&["it ends with a slash\nhelp: leave the last `/` out"]),
        BadName::Tilde => text
            .with(&["`~` stands for the node's own name, at the start and before a `/`"])
            .with(&["\nhelp: write `~/name` for a private name"]),
        BadName::TooLong if matches!(kind, NameKind::Action) => {
            text.with(&["it has more than 227 characters, and its topics and services add 20"])
        }
        BadName::TooLong => text.with(&["it has more than 247 characters"]),
        BadName::NotAbsolute => text.with(&["it is not absolute\nhelp: begin it with `/`"]),
    }
}

/// Whether both names mean the same for a node.
pub const fn same(namespace: &str, node: &str, a: &str, b: &str) -> bool {
    same_between((namespace, node, a), (namespace, node, b))
}

/// Whether both names mean the same, each as (namespace, node, name).
pub const fn same_between(a: (&str, &str, &str), b: (&str, &str, &str)) -> bool {
    let ((a, a_len), (b, b_len)) = (parts(a.0, a.1, a.2), parts(b.0, b.1, b.2));
    let (mut i, mut j) = (Cursor::START, Cursor::START);
    loop {
        let (x, y) = (i.next(&a, a_len), j.next(&b, b_len));
        match (x, y) {
            (None, None) => return true,
            (Some(x), Some(y)) if x == y => {}
            _ => return false,
        }
    }
}

/// A hash of the full name.
pub(crate) const fn full_hash(namespace: &str, node: &str, name: &str) -> u64 {
    let (parts, len) = parts(namespace, node, name);
    let mut hash = text::HASH_SEED;
    let mut i = 0;
    while i < len {
        hash = text::hash(parts[i], hash);
        i += 1;
    }
    hash
}

struct Cursor {
    part: usize,
    byte: usize,
}

impl Cursor {
    const START: Cursor = Cursor { part: 0, byte: 0 };

    const fn next(&mut self, parts: &[&str; 5], len: usize) -> Option<u8> {
        while self.part < len {
            let bytes = parts[self.part].as_bytes();
            if self.byte < bytes.len() {
                self.byte += 1;
                return Some(bytes[self.byte - 1]);
            }
            self.part += 1;
            self.byte = 0;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_ros_accepts_are_accepted() {
        for name in ["chatter", "/chatter", "a/b_1", "~/private", "/a/b/c", "_x", "a__b"] {
            assert_eq!(check(NameKind::Topic, name), None, "{name}");
        }
        assert_eq!(check(NameKind::Node, "talker_1"), None);
        assert_eq!(check(NameKind::Namespace, "/"), None);
        assert_eq!(check(NameKind::Namespace, "/robot1/arm"), None);
    }

    #[test]
    fn names_that_ros_refuses_are_refused_with_the_place() {
        let cases = [
            ("", BadName::Empty),
            ("//a", BadName::DoubleSlash(0)),
            ("1abc", BadName::Digit(0)),
            ("a/2b", BadName::Digit(2)),
            ("a b", BadName::Character(1)),
            ("~", BadName::Tilde),
            ("~x", BadName::Tilde),
            ("a/~/b", BadName::Tilde),
            ("a/", BadName::TrailingSlash),
            ("/", BadName::TrailingSlash),
            ("a-b", BadName::Character(1)),
            ("é", BadName::Character(0)),
        ];
        for (name, bad) in cases {
            assert_eq!(check(NameKind::Topic, name), Some(bad), "{name}");
        }
        assert_eq!(check(NameKind::Node, "a/b"), Some(BadName::Character(1)));
        assert_eq!(check(NameKind::Namespace, "robot"), Some(BadName::NotAbsolute));
        assert_eq!(check(NameKind::Topic, &"a".repeat(248)), Some(BadName::TooLong));
    }

    #[test]
    fn names_are_compared_as_they_resolve() {
        assert!(same("/r", "n", "~/a", "/r/n/a"));
        assert!(same("/", "n", "a", "/a"));
        assert!(!same("/r", "n", "a", "/a"));
    }
}
