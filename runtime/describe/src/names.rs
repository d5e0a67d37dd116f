//! ROS 2's names.

/// The full name of `name` for a node: absolute as it is, `~/x` under the node's name, the rest under its
/// namespace.
pub fn resolve(namespace: &str, node: &str, name: &str) -> String {
    let (parts, len) = parts(namespace, node, name);
    parts[..len].concat()
}

/// The full name in pieces, the first so many of them, so that a `const` can compare it without building it.
pub const fn parts<'a>(namespace: &'a str, node: &'a str, name: &'a str) -> ([&'a str; 5], usize) {
    let bytes = name.as_bytes();
    let base = if namespace.len() == 1 { "" } else { namespace };
    if !bytes.is_empty() && bytes[0] == b'/' {
        ([name, "", "", "", ""], 1)
    } else if !bytes.is_empty() && bytes[0] == b'~' {
        ([base, "/", node, name.split_at(1).1, ""], 4)
    } else {
        ([base, "/", name, "", ""], 3)
    }
}

#[cfg(test)]
mod tests {
    use super::resolve;

    #[test]
    fn relative_and_private_names_resolve_under_the_node() {
        assert_eq!(resolve("/", "n", "a"), "/a");
        assert_eq!(resolve("/r", "n", "a"), "/r/a");
        assert_eq!(resolve("/r", "n", "~/a"), "/r/n/a");
        assert_eq!(resolve("/r", "n", "/a"), "/a");
    }
}
