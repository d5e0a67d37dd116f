//! The form of a type's name in ROS 2: `package/kind/Name`.

/// What a name stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Message,
    Service,
    Action,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Kind::Message => "msg",
            Kind::Service => "srv",
            Kind::Action => "action",
        }
    }

    fn noun(self) -> &'static str {
        match self {
            Kind::Message => "message",
            Kind::Service => "service",
            Kind::Action => "action",
        }
    }
}

/// What is wrong with a name, and what to write.
pub(super) struct Wrong {
    pub(super) what: String,
    pub(super) help: String,
}

/// Checks the name of the type that is called `ident` in Rust.
pub(super) fn check(name: &str, kind: Kind, ident: &str) -> Result<(), Wrong> {
    let word = kind.word();
    let wrong = |what: String, help: String| Err(Wrong { what, help });
    let parts: Vec<&str> = name.split('/').collect();
    let [package, found, last] = parts[..] else {
        let what = format!("`{name}` is no ROS 2 type name: it has three parts, package, kind and name");
        return wrong(what, format!("write `{}`", three_parts(name, word, ident)));
    };
    if kind == Kind::Message && is_part(found, last) {
        return check(&format!("{package}/msg/{}", last.split('_').next().unwrap_or_default()), kind, ident);
    }
    if found != word {
        let noun = kind.noun();
        let help = format!("write `{package}/{word}/{last}`");
        return match found {
            "msg" | "srv" | "action" => {
                let other = match found {
                    "msg" => "a message",
                    "srv" => "a service",
                    _ => "an action",
                };
                wrong(format!("`{name}` names {other}, and `{ident}` is a {noun}"), help)
            }
            _ => wrong(format!("`{found}` in `{name}` is no kind of ROS 2 type"), help),
        };
    }
    if !is_package(package) {
        let what = format!("`{package}` in `{name}` is no name of a ROS 2 package");
        let help = "a package has lower-case letters, digits and single underscores, a letter first";
        return wrong(what, help.to_owned());
    }
    if !is_name(last) {
        let what = format!("`{last}` in `{name}` is no name of a ROS 2 type");
        return wrong(what, "it has letters and digits, a capital first: `Detection2D`".to_owned());
    }
    Ok(())
}

/// Whether it names a part of a service or action, which is like a message: `srv/Detect_Request`.
fn is_part(kind: &str, name: &str) -> bool {
    let suffixes: &[&str] = match kind {
        "srv" => &["Request", "Response"],
        "action" => &["Goal", "Result", "Feedback"],
        _ => &[],
    };
    name.split_once('_').is_some_and(|(_, suffix)| suffixes.contains(&suffix))
}

/// What was meant by a name that has not three parts: `pkg/Name`, `pkg::msg::Name` or `Name`.
fn three_parts(name: &str, word: &str, ident: &str) -> String {
    let words: Vec<&str> = name.split(['/', ':', '.']).filter(|part| !part.is_empty()).collect();
    let package = words.first().copied().filter(|word| words.len() > 1 && is_package(word));
    let last = words.last().copied().filter(|word| is_name(word));
    format!("{}/{word}/{}", package.unwrap_or("my_package"), last.unwrap_or(ident))
}

/// As rosidl has it: `^(?!.*__)(?!.*_$)[a-z][a-z0-9_]*$`.
fn is_package(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && !name.contains("__")
        && !name.ends_with('_')
}

/// As rosidl has it: `^[A-Z][A-Za-z0-9]*$`.
fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase()) && name.chars().all(|c| c.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(name: &str, kind: Kind) -> String {
        check(name, kind, "Detection")
            .map_or_else(|wrong| format!("{} | {}", wrong.what, wrong.help), |()| String::new())
    }

    #[test]
    fn names_of_ros_packages_are_accepted() {
        let parts = ["a/srv/B_Request", "a/srv/B_Response", "a/action/B_Feedback"];
        for name in ["std_msgs/msg/String", "a/msg/B", "px4_msgs/msg/Detection2D"].into_iter().chain(parts) {
            assert_eq!(fault(name, Kind::Message), "");
        }
        assert_eq!(fault("example_interfaces/srv/AddTwoInts", Kind::Service), "");
    }

    #[test]
    fn a_name_of_another_form_is_told_how_to_be_written() {
        let parts = "is no ROS 2 type name: it has three parts, package, kind and name | write";
        for (name, meant) in [
            ("std_msgs/String", "std_msgs/msg/String"),
            ("std_msgs::msg::String", "std_msgs/msg/String"),
            ("String", "my_package/msg/String"),
            ("", "my_package/msg/Detection"),
            ("std_msgs/msg/dds_/String_", "std_msgs/msg/Detection"),
        ] {
            assert_eq!(fault(name, Kind::Message), format!("`{name}` {parts} `{meant}`"));
        }
    }

    #[test]
    fn each_part_is_checked() {
        for (name, kind, part) in [
            ("a/srv/B", Kind::Message, "names a service"),
            ("a/msg/B", Kind::Service, "names a message"),
            ("a/action/B", Kind::Message, "names an action"),
            ("a/message/B", Kind::Message, "`message` in"),
            ("A/msg/B", Kind::Message, "`A` in"),
            ("a__b/msg/B", Kind::Message, "`a__b` in"),
            ("a_/msg/B", Kind::Message, "`a_` in"),
            ("/msg/B", Kind::Message, "`` in"),
            ("a/msg/b", Kind::Message, "`b` in"),
            ("a/msg/B_c", Kind::Message, "`B_c` in"),
            ("a/msg/Ü", Kind::Message, "`Ü` in"),
            ("a/srv/b_Request", Kind::Message, "`b` in"),
            ("a/srv/B_Goal", Kind::Message, "names a service"),
        ] {
            let found = fault(name, kind);
            assert!(found.contains(part), "{name}: {found}");
        }
    }
}
