//! The compiler's check for a description: from a description back to facts, which borrow from it.

use std::collections::BTreeMap;

use rosweave_describe::{
    Callback, Cycle, CycleKind, CycleStep, DEFAULT_GROUP, Description, Group, GroupKind, Mode, Node, Tie,
};

use super::trigger;
use crate::analysis::{self, Fault};
use crate::error::{Error, Result};
use crate::facts::check::{self, Finding, Member, Scope};
use crate::facts::{
    self, ActionClientFacts, Awaited, CallbackFacts, ClientFacts, EscapeFacts, FieldFacts, FieldKind,
    GroupFacts, NamedType, NodeFacts, Place, Reach, WaitFacts,
};
use crate::node::composition::on_large_stack;

/// The cycles of waits in the described nodes together: what the compiler finds in the nodes of one program.
///
/// What [`Description::cycles`] holds plays no part. At most 64 are found.
///
/// # Errors
/// Where a group's kind is unknown, or the nodes are too large to be checked.
pub fn find_cycles(description: &Description) -> Result<Vec<Cycle>> {
    if let Some((node, group)) = unknown_group(description) {
        return Err(Error::other(format!(
            "what may overlap in group `{}` of `{}` is not known, so that it can not be checked",
            group.name,
            node.full_name()
        )));
    }
    // Each layer borrows from the one above it.
    let names: Vec<String> = description.nodes.iter().map(|node| shown_name(node, description)).collect();
    let waits: Vec<Vec<Waits<'_>>> =
        description.nodes.iter().map(|node| node.callbacks.iter().map(Waits::of).collect()).collect();
    let escapes: Vec<Vec<Vec<EscapeFacts<'_>>>> =
        waits.iter().map(|node| node.iter().map(Waits::escapes).collect()).collect();
    let halves = description.nodes.iter().zip(&waits).zip(&escapes);
    let halves: Vec<Halves<'_>> =
        halves.map(|((node, waits), escapes)| Halves::of(node, waits, escapes)).collect();
    let nodes = description.nodes.iter().zip(&halves).zip(&names);
    let members: Vec<Member<'_>> = nodes.map(|((node, halves), name)| halves.member(node, name)).collect();
    let findings = on_large_stack(|| check::faults(&members, Scope::Everything)).map_err(Error::other)?;
    Ok(findings.iter().map(|finding| cycle(finding, &members)).collect())
}

fn unknown_group(description: &Description) -> Option<(&Node, &Group)> {
    let groups = description.nodes.iter().flat_map(|node| node.groups.iter().map(move |group| (node, group)));
    groups.into_iter().find(|(_, group)| group.kind == GroupKind::Unknown)
}

/// What a message calls a node: its type, as in the source, but its name where several nodes are of one type.
fn shown_name(node: &Node, description: &Description) -> String {
    let same = description.nodes.iter().filter(|other| other.type_name == node.type_name).count();
    if same > 1 { node.full_name() } else { node.type_name.clone() }
}

/// The waits of a callback.
struct Waits<'a> {
    seen: Vec<WaitFacts<'a>>,
    /// By the field and the method that holds the place.
    assumed: Vec<(&'a str, Option<&'a str>)>,
}

impl<'a> Waits<'a> {
    fn of(callback: &'a Callback) -> Waits<'a> {
        let (assumed, seen): (Vec<_>, Vec<_>) = callback.waits.iter().partition(|wait| wait.assumed);
        let seen = seen.into_iter().map(|wait| WaitFacts {
            site: 0,
            field: &wait.client,
            awaited: awaited(wait.awaited),
            through: wait.through.as_deref(),
            certain: wait.certain,
            elsewhere: Reach::Fields(&[]),
        });
        let assumed = assumed.into_iter().map(|wait| (&*wait.client, wait.through.as_deref()));
        Waits { seen: seen.collect(), assumed: assumed.collect() }
    }

    fn escapes(&self) -> Vec<EscapeFacts<'_>> {
        fn escape<'a>((client, through): &'a (&str, Option<&str>)) -> EscapeFacts<'a> {
            EscapeFacts {
                site: 0,
                into: None,
                reach: Reach::Fields(std::slice::from_ref(client)),
                through: *through,
            }
        }
        self.assumed.iter().map(escape).collect()
    }
}

/// The facts of a node's fields and callbacks.
struct Halves<'a> {
    fields: Vec<FieldFacts<'a>>,
    callbacks: Vec<CallbackFacts<'a>>,
}

impl<'a> Halves<'a> {
    fn of(node: &'a Node, waits: &'a [Waits<'a>], escapes: &'a [Vec<EscapeFacts<'a>>]) -> Halves<'a> {
        let groups: BTreeMap<&str, GroupFacts<'a>> =
            node.groups.iter().map(|group| (&*group.name, group_facts(group))).collect();
        // A description from elsewhere has been looked over; one of the user's may name a group that it lacks.
        let group = |name: &'a str| groups.get(name).copied().unwrap_or_else(|| exclusive(name));
        let actions = node.action_clients.iter().map(|client| FieldFacts {
            name: &client.field,
            doc: &client.doc,
            kind: FieldKind::ActionClient(ActionClientFacts {
                action: &client.action,
                action_type: &client.action_type,
                ros_type: client.ros_type.as_deref().map(NamedType::new),
                group: group(&client.group),
                timeout: client.timeout,
            }),
        });
        let fields = node.clients.iter().map(|client| FieldFacts {
            name: &client.field,
            doc: &client.doc,
            kind: FieldKind::Client(ClientFacts {
                service: &client.service,
                service_type: &client.service_type,
                ros_type: client.ros_type.as_deref().map(NamedType::new),
                rust_type: None,
                group: group(&client.group),
                timeout: client.timeout,
            }),
        });
        let callbacks = node.callbacks.iter().zip(waits).zip(escapes);
        let callbacks = callbacks.map(|((callback, waits), escapes)| CallbackFacts {
            name: &callback.name,
            doc: &callback.doc,
            role: trigger::role(&callback.trigger),
            group: group(&callback.group),
            mode: match callback.mode {
                Mode::Sync => facts::Mode::Sync,
                Mode::Blocking => facts::Mode::Blocking,
                Mode::Async => facts::Mode::Async,
            },
            tie: match callback.tie {
                Tie::Nothing => facts::Tie::Nothing,
                Tie::Context => facts::Tie::Context,
                Tie::State => facts::Tie::State,
            },
            waits: &waits.seen,
            escapes,
        });
        Halves { fields: fields.chain(actions).collect(), callbacks: callbacks.collect() }
    }

    fn member(&'a self, node: &'a Node, shown: &'a str) -> Member<'a> {
        let facts = NodeFacts::new(shown, &node.name, &node.namespace, &self.fields, &self.callbacks);
        Member::declared(facts)
    }
}

fn awaited(what: rosweave_describe::Awaited) -> Awaited {
    match what {
        rosweave_describe::Awaited::Reply => Awaited::Reply,
        rosweave_describe::Awaited::Goal => Awaited::Goal,
        rosweave_describe::Awaited::Feedback => Awaited::Feedback,
        rosweave_describe::Awaited::Result => Awaited::Result,
        rosweave_describe::Awaited::Cancel => Awaited::Cancel,
    }
}

/// Within a node a group is its name.
fn group_facts(group: &Group) -> GroupFacts<'_> {
    let kind = match group.kind {
        GroupKind::Exclusive | GroupKind::Unknown => analysis::GroupKind::Exclusive,
        GroupKind::Reentrant => analysis::GroupKind::Reentrant,
        GroupKind::Capped => analysis::GroupKind::Capped,
    };
    GroupFacts::new(&group.name, "", NOWHERE, kind, group.max_parallel)
}

fn exclusive(name: &str) -> GroupFacts<'_> {
    GroupFacts::new(name, "", NOWHERE, analysis::GroupKind::Exclusive, None)
}

const NOWHERE: Place<'static> = Place { file: "", line: 0, column: 0 };

// Messages treat the default group by its name.
const _: () = assert!(facts::text::equal(DEFAULT_GROUP, check::DEFAULT_GROUP));

fn cycle(finding: &Finding<'_>, members: &[Member<'_>]) -> Cycle {
    let kind = match finding.fault {
        Fault::EndlessRecursion => CycleKind::Recursion,
        Fault::SelfDeadlock(_) | Fault::Cycle => CycleKind::Deadlock,
    };
    let steps = finding.path().iter().map(|step| {
        let facts = &members[usize::from(step.member)].facts;
        CycleStep {
            node: step.member.into(),
            callback: facts.callbacks[usize::from(step.callback)].name.to_owned(),
            client: facts.fields[usize::from(step.field)].name.to_owned(),
        }
    });
    Cycle { kind, message: message(finding, members), steps: steps.collect() }
}

/// What the compiler says, which looks at one node only or names the nodes of each wait. Where it names none, and
/// there are several, the first line says in which one it is.
fn message(finding: &Finding<'_>, members: &[Member<'_>]) -> String {
    let message = check::explain(finding).to_string();
    let mut nodes = finding.path().iter().map(|step| usize::from(step.member));
    let first = nodes.next().unwrap_or(finding.member);
    let spans_nodes = nodes.any(|node| node != first);
    let place = match finding.fault {
        _ if members.len() < 2 => return message,
        Fault::Cycle if spans_nodes => return message,
        _ if spans_nodes => "that begins in",
        _ => "in",
    };
    match message.split_once(": ") {
        Some((fault, what)) => format!("{fault} {place} `{}`: {what}", members[first].facts.type_name),
        None => message,
    }
}
