//! What nodes of one program can not share: a name, a service's handler, a topic or service of several types.

use rosweave_describe::names::parts;

use super::super::names::{self, full_hash, same_between};
use super::super::text::{self, Text};
use super::super::{FieldKind, NamedType, NodeFacts, Role, RustType};

/// An end of a topic or service, as its node declares it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct End<'a> {
    pub(crate) of: What,
    /// The topic's or service's name as it is written.
    pub(crate) name: &'a str,
    /// The callback or field.
    pub(crate) member: &'a str,
    /// The type as it is written.
    pub(crate) written: &'a str,
    /// The name that ROS 2 knows the type by.
    pub(crate) ros_type: Option<&'a str>,
    pub(crate) rust_type: Option<RustType>,
}

/// What an end is the end of, and which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    Publisher,
    Subscription,
    Client,
    Server,
}

impl What {
    pub(crate) const fn is_topic(self) -> bool {
        matches!(self, What::Publisher | What::Subscription)
    }

    pub(crate) const fn noun(self) -> &'static str {
        if self.is_topic() { "topic" } else { "service" }
    }

    const fn verb(self) -> &'static str {
        match self {
            What::Publisher => "sends",
            What::Subscription => "takes",
            What::Client => "calls",
            What::Server => "serves",
        }
    }
}

const fn name_of(named: Option<NamedType<'_>>) -> Option<&str> {
    match named {
        Some(named) => Some(named.name),
        None => None,
    }
}

impl End<'_> {
    pub(crate) const fn serves(&self) -> bool {
        matches!(self.of, What::Server)
    }
}

impl<'a> NodeFacts<'a> {
    /// How many members may have ends: see [`end`](NodeFacts::end).
    pub(crate) const fn members(&self) -> usize {
        self.fields.len() + self.callbacks.len()
    }

    /// One of the ends of a member, if it has so many. Fields come first among the members. A subscription has an end
    /// for each of its topics; nothing else has more than one.
    pub(crate) const fn end(&self, at: usize, nth: usize) -> Option<End<'a>> {
        if at < self.fields.len() {
            if nth > 0 {
                return None;
            }
            let field = &self.fields[at];
            return match field.kind {
                FieldKind::Publisher(of) => Some(End {
                    of: What::Publisher,
                    name: of.topic,
                    member: field.name,
                    written: of.message,
                    ros_type: name_of(of.ros_type),
                    rust_type: of.rust_type,
                }),
                FieldKind::Client(of) => Some(End {
                    of: What::Client,
                    name: of.service,
                    member: field.name,
                    written: of.service_type,
                    ros_type: name_of(of.ros_type),
                    rust_type: of.rust_type,
                }),
                _ => None,
            };
        }
        let callback = &self.callbacks[at - self.fields.len()];
        let member = callback.name;
        match callback.role {
            Role::Subscription { topics, message: written, ros_type, rust_type, .. }
                if nth < topics.len() =>
            {
                let (name, ros_type) = (topics[nth], name_of(ros_type));
                Some(End { of: What::Subscription, name, member, written, ros_type, rust_type })
            }
            Role::Service { service: name, service_type: written, ros_type, rust_type } if nth == 0 => {
                let ros_type = name_of(ros_type);
                Some(End { of: What::Server, name, member, written, ros_type, rust_type })
            }
            _ => None,
        }
    }
}

/// What keeps nodes from running together as they are declared: the message.
pub(super) const fn refusal(nodes: &[NodeFacts<'_>]) -> Option<Text> {
    if let Some(text) = same_node(nodes) {
        return Some(text);
    }
    Ends::of(nodes).refusal(nodes)
}

/// Two nodes of one name.
const fn same_node(nodes: &[NodeFacts<'_>]) -> Option<Text> {
    let mut i = 1;
    while i < nodes.len() {
        let mut j = 0;
        while j < i {
            let (a, b) = (&nodes[j], &nodes[i]);
            if text::equal(a.name, b.name) && text::equal(a.namespace, b.namespace) {
                let (name, len) = parts(b.namespace, b.name, b.name);
                let text = Text::EMPTY.with(&["two nodes are called `"]).with(name.split_at(len).0);
                let text =
                    text.with(&["`: `", a.type_name, "` and `", b.type_name, "`\nhelp: give each a name: "]);
                let text = text.with(&["`rosweave::run_system(System::new().node::<", a.type_name]);
                let text = text.with(&[">(NodeOptions::new().name(\"..\")).node::<", b.type_name]);
                return Some(text.with(&[">(..))`"]));
            }
            j += 1;
        }
        i += 1;
    }
    None
}

/// The ends of some nodes, by the hashes of their full names. What is beyond its room is looked at when the nodes
/// start.
struct Ends {
    places: [Place; MAX_ENDS],
    len: usize,
    /// The latest place of each hash in here: the others are behind it, each the next one's `earlier`.
    latest: [Option<usize>; BUCKETS],
}

#[derive(Clone, Copy)]
struct Place {
    node: usize,
    at: usize,
    nth: usize,
    name: u64,
    /// The last place before this one in its bucket.
    earlier: Option<usize>,
}

const MAX_ENDS: usize = 1024;
const BUCKETS: usize = 1024;

impl Ends {
    const fn of(nodes: &[NodeFacts<'_>]) -> Ends {
        let nowhere = Place { node: 0, at: 0, nth: 0, name: 0, earlier: None };
        let mut ends = Ends { places: [nowhere; MAX_ENDS], len: 0, latest: [None; BUCKETS] };
        let mut node = 0;
        while node < nodes.len() {
            let mut at = 0;
            while at < nodes[node].members() {
                let mut nth = 0;
                while ends.len < MAX_ENDS
                    && let Some(end) = nodes[node].end(at, nth)
                {
                    // What a parameter makes of a name is known when the nodes start.
                    if !names::has_parameter(end.name) {
                        let name = full_hash(nodes[node].namespace, nodes[node].name, end.name);
                        ends.add(node, at, nth, name);
                    }
                    nth += 1;
                }
                at += 1;
            }
            node += 1;
        }
        ends
    }

    const fn add(&mut self, node: usize, at: usize, nth: usize, name: u64) {
        let bucket = (name % BUCKETS as u64) as usize;
        self.places[self.len] = Place { node, at, nth, name, earlier: self.latest[bucket] };
        self.latest[bucket] = Some(self.len);
        self.len += 1;
    }

    /// The first end that does not go with an earlier one, and the first such one. Only ends of one bucket are compared:
    /// there are hundreds, and this is evaluated while compiling.
    const fn refusal(&self, nodes: &[NodeFacts<'_>]) -> Option<Text> {
        let mut i = 1;
        while i < self.len {
            let (mut first, mut earlier) = (None, self.places[i].earlier);
            while let Some(j) = earlier {
                if self.places[i].name == self.places[j].name
                    && let Some(text) = clash(nodes, self.places[j], self.places[i])
                {
                    first = Some(text);
                }
                earlier = self.places[j].earlier;
            }
            if first.is_some() {
                return first;
            }
            i += 1;
        }
        None
    }
}

/// What is wrong with two ends of one name.
const fn clash(nodes: &[NodeFacts<'_>], a: Place, b: Place) -> Option<Text> {
    let (a_node, b_node) = (&nodes[a.node], &nodes[b.node]);
    let (Some(one), Some(other)) = (a_node.end(a.at, a.nth), b_node.end(b.at, b.nth)) else { return None };
    let same = one.of.is_topic() == other.of.is_topic()
        && same_between(
            (a_node.namespace, a_node.name, one.name),
            (b_node.namespace, b_node.name, other.name),
        );
    if !same {
        return None;
    }
    let (name, len) = parts(a_node.namespace, a_node.name, one.name);
    let text = Text::EMPTY.with(&[one.of.noun(), " `"]).with(name.split_at(len).0);
    if let (Some(a_type), Some(b_type)) = (one.ros_type, other.ros_type)
        && !text::equal(a_type, b_type)
    {
        let text = in_words(text.with(&["` has two types: "]), a_node, &one, a_type).with(&[", "]);
        let text = in_words(text, b_node, &other, b_type);
        return Some(text.with(&["\nhelp: use one type at both ends, or two names"]));
    }
    if one.serves() && other.serves() && a.node != b.node {
        let text = text.with(&["` has two handlers: `", one.member, "` of `", a_node.type_name, "` and `"]);
        let text = text.with(&[other.member, "` of `", b_node.type_name, "`"]);
        return Some(text.with(&["\nhelp: serve it from one of them, or give one another name"]));
    }
    None
}

const fn in_words(text: Text, node: &NodeFacts<'_>, end: &End<'_>, ros_type: &str) -> Text {
    let text =
        text.with(&["`", end.member, "` of `", node.type_name, "` ", end.of.verb(), " `", end.written]);
    text.with(&["` (", ros_type, ")"])
}
