//! Rules that replace names: `from:=to`, `__node:=name`, `__ns:=/space`, each for all nodes or for one.

use super::suggest::suggestion;
use crate::facts::names::{self, NameKind};

/// A rule that replaces a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Remap {
    /// The name of the node that it is for; `None`: for all.
    pub(crate) node: Option<String>,
    pub(crate) what: Replaced,
    pub(crate) to: String,
}

/// What a rule replaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Replaced {
    NodeName,
    Namespace,
    /// A topic and a service.
    Name(String),
    Topic(String),
    Service(String),
}

/// What every node has: topics, and services of its own.
const OF_EVERY_NODE: [&str; 12] = [
    "rosout",
    "clock",
    "parameter_events",
    "describe_parameters",
    "get_parameter_types",
    "get_parameters",
    "list_parameters",
    "set_parameters",
    "set_parameters_atomically",
    "get_type_description",
    "get_logger_levels",
    "set_logger_levels",
];

impl Remap {
    /// Whether it is for the node of this name, which has no namespace here.
    pub(crate) fn is_for(&self, node: &str) -> bool {
        self.node.as_deref().is_none_or(|wanted| wanted == node)
    }

    /// The name that it replaces, where that is of a topic or a service.
    pub(crate) fn name(&self) -> Option<&str> {
        match &self.what {
            Replaced::Name(name) | Replaced::Topic(name) | Replaced::Service(name) => Some(name),
            Replaced::NodeName | Replaced::Namespace => None,
        }
    }

    /// Whether it replaces nothing of what `nodes` use, which are (namespace, name): with what was probably meant.
    pub(crate) fn misses(&self, nodes: &[(&str, &str)], uses: &[&str]) -> Option<Option<String>> {
        let name = self.name()?;
        let of_every_node = |full: &str| {
            OF_EVERY_NODE.iter().any(|known| full.rsplit('/').next() == Some(known))
                || full.contains("/_action/")
        };
        let meant = nodes.iter().filter(|(_, node)| self.is_for(node));
        let mut full = meant.map(|(namespace, node)| names::resolve(namespace, node, name));
        let hits = |full: String| uses.contains(&&*full) || of_every_node(&full);
        // What rcl puts in is not known here.
        if name.contains('{') || full.any(hits) {
            return None;
        }
        let (namespace, node) = nodes.first()?;
        Some(suggestion(&names::resolve(namespace, node, name), uses))
    }

    /// Reads a rule.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn parse(rule: &str) -> Result<Remap, String> {
        let Some((from, to)) = rule.split_once(":=") else {
            return Err("a rule is `from:=to`, and this has no `:=`".to_owned());
        };
        let (node, from) = prefix(from);
        let what = match from {
            "__node" | "__name" => Replaced::NodeName,
            "__ns" => Replaced::Namespace,
            "" => return Err("nothing stands before `:=`".to_owned()),
            from if from.starts_with("__") => {
                return Err(format!("`{from}` is none of `__node`, `__name` and `__ns`"));
            }
            from => {
                if let Some(topic) = from.strip_prefix("rostopic://") {
                    Replaced::Topic(name(topic)?)
                } else if let Some(service) = from.strip_prefix("rosservice://") {
                    Replaced::Service(name(service)?)
                } else {
                    Replaced::Name(name(from)?)
                }
            }
        };
        let kind = match what {
            Replaced::NodeName => NameKind::Node,
            Replaced::Namespace => NameKind::Namespace,
            _ => return Ok(Remap { node, what, to: name(to)? }),
        };
        match names::check(kind, to) {
            Some(bad) => Err(first_line(&names::explain(kind, to, bad).to_string())),
            None => Ok(Remap { node, what, to: to.to_owned() }),
        }
    }
}

/// The node before the first colon, which is not that of `rostopic://`.
pub(super) fn prefix(text: &str) -> (Option<String>, &str) {
    match text.split_once(':') {
        Some((node, rest)) if !rest.starts_with("//") && names::check(NameKind::Node, node).is_none() => {
            (Some(node.to_owned()), rest)
        }
        _ => (None, text),
    }
}

fn name(name: &str) -> Result<String, String> {
    if name.contains('*') {
        return Err("wildcards in rules are not implemented, in ROS 2 neither".to_owned());
    }
    match names::check_with_substitutions(name) {
        Some(bad) => Err(first_line(&names::explain(NameKind::Topic, name, bad).to_string())),
        None => Ok(name.to_owned()),
    }
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(node: Option<&str>, what: Replaced, to: &str) -> Result<Remap, String> {
        Ok(Remap { node: node.map(str::to_owned), what, to: to.to_owned() })
    }

    #[test]
    fn rules_are_read_as_rcl_reads_them() {
        let named = |name: &str| Replaced::Name(name.to_owned());
        assert_eq!(Remap::parse("chatter:=/speech"), rule(None, named("chatter"), "/speech"));
        assert_eq!(Remap::parse("talker:chatter:=speech"), rule(Some("talker"), named("chatter"), "speech"));
        assert_eq!(Remap::parse("~/a:=b"), rule(None, named("~/a"), "b"));
        assert_eq!(Remap::parse("{node}/a:=b/{ns}"), rule(None, named("{node}/a"), "b/{ns}"));
        assert_eq!(Remap::parse("__node:=foo"), rule(None, Replaced::NodeName, "foo"));
        assert_eq!(Remap::parse("a:__name:=foo"), rule(Some("a"), Replaced::NodeName, "foo"));
        assert_eq!(Remap::parse("__ns:=/left"), rule(None, Replaced::Namespace, "/left"));
        assert_eq!(Remap::parse("rostopic://a:=b"), rule(None, Replaced::Topic("a".to_owned()), "b"));
        assert_eq!(
            Remap::parse("n:rosservice:///a:=b"),
            rule(Some("n"), Replaced::Service("/a".to_owned()), "b")
        );
    }

    #[test]
    fn bad_rules_say_why() {
        for rule in [
            "",
            "chatter",
            "a:b",
            ":=b",
            "a:=",
            "a b:=c",
            "a:=b c",
            "9a:=b",
            "a:=b/",
            "a//b:=c",
            "__node:=a/b",
            "__ns:=left",
            "__ns:=",
            "a*:=b",
            "{x}:=b",
            "a:b:c:=d",
            "~a:=b",
            "__nod:=b",
        ] {
            let told = Remap::parse(rule).expect_err(rule);
            assert!(!told.is_empty() && !told.contains('\n'), "{rule}: {told}");
        }
    }

    #[test]
    fn a_rule_that_replaces_nothing_is_told_with_what_was_probably_meant() {
        let misses = |rule: &str| {
            let rule = Remap::parse(rule).expect("it is a rule");
            rule.misses(&[("/", "talker"), ("/left", "arm")], &["/chatter", "/left/goal", "/left/arm/state"])
        };
        for hit in
            ["chatter:=a", "/chatter:=a", "goal:=a", "~/state:=a", "arm:goal:=a", "/rosout:=a", "__ns:=/a"]
        {
            assert_eq!(misses(hit), None, "{hit}");
        }
        for every in ["~/get_parameters:=a", "/parameter_events:=a", "{node}/x:=a", "fib/_action/status:=a"] {
            assert_eq!(misses(every), None, "{every}");
        }
        assert_eq!(misses("chater:=a"), Some(Some("did you mean `/chatter`?".to_owned())));
        assert_eq!(misses("scan:=a"), Some(None));
        assert_eq!(misses("talker:goal:=a"), Some(None), "the other node has it");
    }

    #[test]
    fn a_rule_is_for_all_nodes_or_for_one() {
        let all = Remap::parse("a:=b").expect("it is right");
        assert!(all.is_for("x"));
        let one = Remap::parse("x:a:=b").expect("it is right");
        assert!(one.is_for("x") && !one.is_for("y"));
    }
}
