//! Topics, services and actions that are not of one type everywhere.

use std::collections::BTreeMap;

use crate::fit;
use crate::model::{Description, Node};

/// One line for each topic, service and action to which nodes give types that differ.
pub(super) fn doubts(description: &Description) -> Vec<String> {
    let mut names: BTreeMap<(&str, &str), Vec<Use<'_>>> = BTreeMap::new();
    for node in &description.nodes {
        for end in node.receiving().chain(node.sending()) {
            let used = Use { node, written: end.ty, ros_type: end.ros_type };
            let known = names.entry((end.join.noun(), end.name)).or_default();
            if !known.iter().any(|other| other.agrees(&used) == Agreement::Same) {
                known.push(used);
            }
        }
    }
    names.into_iter().filter_map(|((noun, name), known)| doubt(noun, name, &known)).collect()
}

fn doubt(noun: &str, name: &str, known: &[Use<'_>]) -> Option<String> {
    if known.len() < 2 {
        return None;
    }
    let differ = known.iter().any(|a| known.iter().any(|b| a.agrees(b) == Agreement::Differ));
    let types: Vec<String> = known.iter().map(Use::in_words).collect();
    let types = types.join(" and ");
    let told = match differ {
        true => format!("{noun} `{name}` is of several types, and ROS 2 joins none with another: {types}"),
        false => format!("{noun} `{name}` may be of several types: {types}"),
    };
    Some(fit::one_line(&told))
}

/// The type that a node gives a topic, service or action.
struct Use<'a> {
    node: &'a Node,
    written: &'a str,
    ros_type: Option<&'a str>,
}

/// Whether two types are the same.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Agreement {
    Same,
    /// One of them has no name that holds beyond its program, and they are not written alike: one may be an alias.
    Perhaps,
    Differ,
}

impl Use<'_> {
    fn agrees(&self, other: &Use<'_>) -> Agreement {
        match (self.ros_type, other.ros_type) {
            (Some(a), Some(b)) if a == b => Agreement::Same,
            (Some(_), Some(_)) => Agreement::Differ,
            _ if last_name(self.written) == last_name(other.written) => Agreement::Same,
            _ => Agreement::Perhaps,
        }
    }

    fn in_words(&self) -> String {
        format!("`{}` for `{}`", self.ros_type.unwrap_or(self.written), self.node.full_name())
    }
}

/// `String` of `std_msgs::msg::String`: how much of the path is written differs from module to module.
fn last_name(written: &str) -> &str {
    let path = written.split('<').next().unwrap_or(written);
    path.rsplit("::").next().unwrap_or(path).trim()
}
