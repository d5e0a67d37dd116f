//! ROS 2's names.

/// The full name of `name` for a node: absolute as it is, `~/x` under the node's name, the rest under its
/// namespace.
pub fn resolve(namespace: &str, node: &str, name: &str) -> String {
    let base = namespace.strip_suffix('/').unwrap_or(namespace);
    if name.starts_with('/') {
        name.to_owned()
    } else if let Some(rest) = name.strip_prefix('~') {
        format!("{base}/{node}{rest}")
    } else {
        format!("{base}/{name}")
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
