//! Whom a test's own ends meet. One that meets nobody most often has a slip in its name.

use std::collections::BTreeSet;
use std::sync::Mutex;

use super::unheard::warn;
use crate::args::suggest::suggestion;
use crate::facts::names::NameKind;
use crate::facts::{FieldKind, NodeFacts, Role};
use crate::life::Life;
use crate::rt::sync::lock;

/// Which side of a topic, service or action an end is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    /// Publishes, serves or executes.
    Gives,
    /// Hears, calls or sends goals.
    Takes,
}

/// An end, by its side, what it is the end of, and the full name of that.
type End = (Side, &'static str, String);

/// The ends of a world, those that are gone included.
#[derive(Default)]
pub(super) struct Met(Mutex<Ends>);

#[derive(Default)]
struct Ends {
    test: BTreeSet<End>,
    nodes: BTreeSet<End>,
}

impl Met {
    /// Notes an end of the test's.
    pub(super) fn add(&self, side: Side, kind: NameKind, name: &str) {
        lock(&self.0).test.insert((side, noun(kind), name.to_owned()));
    }

    /// Notes the ends of a node.
    pub(super) fn add_node(&self, life: &Life) {
        let ends = of_node(&life.facts).flat_map(|(side, kind, name)| {
            let names = match (kind, side) {
                (NameKind::Topic, Side::Takes) => life.identity.topics(name),
                (NameKind::Topic, Side::Gives) => vec![life.identity.resolve_topic(name)],
                _ => vec![life.identity.resolve(name)],
            };
            names.into_iter().map(move |name| (side, noun(kind), name))
        });
        lock(&self.0).nodes.extend(ends);
    }

    /// What is said of each end of the test's that has met nobody, publishers apart: it is the messages that count there.
    pub(super) fn unmet(&self) -> Vec<String> {
        let ends = lock(&self.0);
        // Without nodes the test is about the graph itself.
        if ends.nodes.is_empty() {
            return Vec::new();
        }
        let alone = ends.test.iter().filter(|(side, noun, name)| {
            let other = (side.other(), *noun, name.clone());
            !(ends.nodes.contains(&other) || ends.test.contains(&other) || is_of_the_runtime(name))
        });
        let told = alone.filter_map(|end| Some(format!("{}{}", alone_in_words(end)?, ends.meant(end))));
        told.collect()
    }

    /// Says it in the log, or where the program has none on standard error.
    pub(super) fn tell(&self) {
        for what in self.unmet() {
            if tracing::dispatcher::has_been_set() {
                tracing::warn!("{what}");
            } else {
                warn(&what);
            }
        }
    }

    /// What the topic of a publication that nobody heard may have been meant to be, behind a colon.
    pub(super) fn meant_topic(&self, topic: &str) -> String {
        lock(&self.0).meant(&(Side::Gives, noun(NameKind::Topic), topic.to_owned()))
    }
}

impl Ends {
    /// The name of a node's that looks like that of an end: by its letters, or by its last part.
    fn meant(&self, (side, noun, name): &End) -> String {
        let known = self.nodes.iter().filter(|(other, of, _)| *other == side.other() && of == noun);
        let known: Vec<&str> = known.map(|(.., name)| &**name).collect();
        let last = |name: &str| name.rsplit('/').next().map(str::to_owned);
        let alike = || known.iter().find(|other| last(other) == last(name));
        let help = suggestion(name, &known).or_else(|| Some(format!("did you mean `{}`?", alike()?)));
        help.map_or_else(String::new, |help| format!(": {help}"))
    }
}

impl Side {
    fn other(self) -> Side {
        match self {
            Side::Gives => Side::Takes,
            Side::Takes => Side::Gives,
        }
    }
}

fn noun(kind: NameKind) -> &'static str {
    match kind {
        NameKind::Service => "service",
        NameKind::Action => "action",
        _ => "topic",
    }
}

fn alone_in_words((side, noun, name): &End) -> Option<String> {
    Some(match (side, *noun) {
        (Side::Takes, "topic") => format!("the test listens to `{name}`, which nobody publishes"),
        (Side::Takes, "service") => format!("the test calls `{name}`, which nobody serves"),
        (Side::Gives, "service") => format!("the test serves `{name}`, which nobody calls"),
        (Side::Takes, "action") => format!("the test sends goals to `{name}`, which nobody executes"),
        (Side::Gives, "action") => format!("the test executes goals of `{name}`, which nobody sends"),
        _ => return None,
    })
}

/// Whether nodes have it without declaring it: logs, parameters, the parts of actions, the clock.
fn is_of_the_runtime(name: &str) -> bool {
    const LAST: [&str; 3] = ["rosout", "parameter_events", "clock"];
    let last = name.rsplit('/').next().unwrap_or(name);
    LAST.contains(&last)
        || last.contains("parameter")
        || name.contains("/_action/")
        || ["get_type_description", "get_logger_levels", "set_logger_levels"].contains(&last)
}

/// The ends that a node declares, by the names that are written.
fn of_node<'a>(facts: &'a NodeFacts<'static>) -> impl Iterator<Item = (Side, NameKind, &'static str)> + 'a {
    let callbacks = facts.callbacks.iter().flat_map(|callback| {
        let side = if matches!(callback.role, Role::Subscription { .. }) { Side::Takes } else { Side::Gives };
        callback.role.ends().into_iter().map(move |end| (side, end.kind, end.name))
    });
    let fields = facts.fields.iter().filter_map(|field| {
        let side = if matches!(field.kind, FieldKind::Publisher(_)) { Side::Gives } else { Side::Takes };
        field.kind.end().map(|end| (side, end.kind, end.name))
    });
    callbacks.chain(fields)
}
