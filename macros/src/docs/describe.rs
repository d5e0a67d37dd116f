//! From what is known of a node to its description.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use rosweave_describe as model;
use rosweave_describe::{Mode, Node, Trigger, Wait, resolve};
use syn::{GenericArgument, LitStr, PathArguments, Type, Visibility};

use super::awaited::awaited;
use super::declared::Place;
use super::groups::Groups;
use super::read::{self, Seen, SeenCallback, SeenWait};
use crate::model::callback::{Callback, Mode as CallbackMode};
use crate::model::node::{Field, FieldRole};
use crate::model::parameter::Parameter;
use crate::model::params::Param;
use crate::model::role::{KEEP_RESULT, Role};
use crate::options::parameter::Range;
use crate::options::{Busy, Missed, Period, TimerClock, Topics};
use crate::scan::{Awaited, Reach};
use crate::syntax::{first_argument, last_name, peel};
use crate::text;

/// A node, and how its source names its types.
pub(crate) struct Described {
    pub(crate) node: Node,
    /// The node's path as it is written.
    pub(crate) path: String,
    /// The path of each group as it is written.
    pub(crate) group_paths: BTreeMap<String, String>,
    /// The callbacks and handles that are `pub`: the others are not on the type's page.
    pub(crate) members: BTreeSet<String>,
    /// Whether the struct's half is known, which declares publishers and clients.
    pub(crate) complete: bool,
}

pub(crate) fn describe(seen: &Seen) -> Described {
    let mut groups = Groups::of(seen);
    let mut node = head(seen);
    let mut members = BTreeSet::new();
    if let read::Node::Seen(half, place) = &seen.node {
        half.fields.iter().for_each(|field| add_field(&mut node, field, place, &mut groups));
        let public = half.fields.iter().filter(|field| matches!(field.vis, Visibility::Public(_)));
        members.extend(public.map(|field| field.name.clone()));
    }
    for seen in &seen.callbacks {
        let callback = callback(seen, &groups, &node);
        members.extend(seen.is_public.then(|| callback.name.clone()));
        node.callbacks.push(callback);
    }
    let (group_paths, known) = groups.finish(&node);
    node.groups = known;
    let complete = matches!(seen.node, read::Node::Seen(..));
    Described { node, path: seen.path.clone(), group_paths, members, complete }
}

/// The node's names.
fn head(seen: &Seen) -> Node {
    let namespace = "/".to_owned();
    match &seen.node {
        read::Node::Seen(half, _) => Node {
            type_name: text::name(&half.ident),
            name: half.name.value(),
            doc: half.docs.clone(),
            namespace: half.namespace.as_ref().map_or(namespace, LitStr::value),
            ..Node::default()
        },
        _ => {
            let type_name = seen.path.rsplit("::").next().unwrap_or_default().trim_start_matches("r#");
            let name = text::snake_case(type_name);
            Node { type_name: type_name.to_owned(), name, namespace, ..Node::default() }
        }
    }
}

/// The first generic argument of a handle's type: its message or service.
fn argument_text(field: &Field) -> String {
    if last_name(&field.ty).as_deref() == Some("ParameterClient") {
        return "ParameterClient".to_owned();
    }
    text::of(first_argument(&field.ty).unwrap_or(&field.ty))
}

fn add_field(node: &mut Node, field: &Field, place: &Place, groups: &mut Groups) {
    let full = |declared: &str| resolve(&node.namespace, &node.name, declared);
    let (name, doc) = (field.name.clone(), field.docs.clone());
    match &field.role {
        FieldRole::Publisher { topic, qos, .. } => {
            let declared = topic.value();
            let (topic, message, qos) = (full(&declared), argument_text(field), qos.describe());
            node.publishers.push(model::Publisher {
                field: name,
                doc,
                topic,
                declared,
                message,
                qos,
                ros_type: None,
            });
        }
        FieldRole::Client { service, timeout } => {
            let declared = service.value();
            node.clients.push(model::Client {
                field: name,
                doc,
                service: full(&declared),
                declared,
                service_type: argument_text(field),
                ros_type: None,
                group: client_group(&field.ty, place, groups),
                timeout: timeout.map(Duration::from_nanos),
            });
        }
        FieldRole::ActionClient { action, timeout } => {
            let declared = action.value();
            node.action_clients.push(model::ActionClient {
                field: name,
                doc,
                action: full(&declared),
                declared,
                action_type: argument_text(field),
                ros_type: None,
                group: client_group(&field.ty, place, groups),
                timeout: timeout.map(Duration::from_nanos),
            });
        }
        FieldRole::Timer { callback } => {
            node.timer_handles.push(model::TimerHandle { field: name, doc, callback: callback.value() });
        }
        FieldRole::Parameter(parameter) => node.parameters.push(described(parameter, name, doc, &field.ty)),
        FieldRole::Plain | FieldRole::Faulty => {}
    }
}

/// A parameter as its attribute and type show it: what is below a struct of them is out of sight.
fn described(parameter: &Parameter, field: String, doc: String, ty: &Type) -> model::Parameter {
    let shown = |expr: &syn::Expr| text::of(expr);
    let range = parameter.range.as_ref().map(Range::text);
    let step = parameter.step.as_ref().map(|step| format!(" in steps of {}", shown(step)));
    model::Parameter {
        field,
        name: parameter.name.value(),
        doc,
        value_type: text::of(first_argument(ty).filter(|_| parameter.value.is_some()).unwrap_or(ty)),
        default: parameter.default.as_ref().map(shown),
        range: range.map(|range| range + &step.unwrap_or_default()),
        choices: Vec::new(),
        read_only: parameter.read_only,
    }
}

/// The group of a `Client<S, G>` or an `ActionClient<A, G>`.
fn client_group(ty: &Type, place: &Place, groups: &mut Groups) -> String {
    let name = last_name(ty);
    if name.as_deref() == Some("ParameterClient") {
        return match first_argument(ty) {
            Some(group) => groups.named(&text::of(group), place),
            None => Groups::default_group(),
        };
    }
    if !matches!(name.as_deref(), Some("Client" | "ActionClient")) {
        // An alias of one, which names the group out of sight.
        return groups.out_of_sight(&format!("group of {}", text::of(ty)));
    }
    match second_argument(ty) {
        Some(group) => groups.named(&text::of(group), place),
        None => Groups::default_group(),
    }
}

fn second_argument(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = peel(ty) else { return None };
    let PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else { return None };
    let mut types = arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(peel(ty)),
        _ => None,
    });
    types.nth(1)
}

fn callback(seen: &SeenCallback, groups: &Groups, node: &Node) -> model::Callback {
    let Callback { name, docs, .. } = &seen.callback;
    model::Callback {
        name: name.clone(),
        doc: docs.clone(),
        group: groups.of_callback(seen.group),
        mode: match seen.callback.mode() {
            CallbackMode::Sync => Mode::Sync,
            CallbackMode::Blocking => Mode::Blocking,
            CallbackMode::Async => Mode::Async,
        },
        // Nothing is judged here.
        tie: model::Tie::default(),
        trigger: trigger(&seen.callback, node),
        waits: waits(&seen.waits, node),
    }
}

fn trigger(callback: &Callback, node: &Node) -> Trigger {
    let full = |declared: &str| resolve(&node.namespace, &node.name, declared);
    match &callback.role {
        Role::Subscription { topics: Topics(topics), qos, .. } => {
            let mut topics = topics.iter().map(LitStr::value);
            let declared = topics.next().unwrap_or_default();
            let more = topics.map(|declared| model::Topic { topic: full(&declared), declared }).collect();
            let message =
                callback.input().map_or_else(String::new, |input| text::of(Param::message_type(input)));
            let (topic, qos) = (full(&declared), qos.describe());
            Trigger::Subscription(model::Subscription { topic, declared, message, ros_type: None, qos, more })
        }
        Role::Service { service, ty } => {
            let declared = service.value();
            let (service, service_type) = (full(&declared), text::of(ty));
            Trigger::Service(model::Server { service, declared, service_type, ros_type: None })
        }
        Role::Change { paths } => {
            Trigger::Change(model::Change { parameters: paths.iter().map(LitStr::value).collect() })
        }
        Role::Action { action, ty, busy, keep_result } => {
            let declared = action.value();
            Trigger::Action(model::ActionServer {
                action: full(&declared),
                declared,
                action_type: text::of(ty),
                ros_type: None,
                busy: match busy {
                    Busy::Queue => model::Busy::Queue,
                    Busy::Reject => model::Busy::Reject,
                    Busy::Preempt => model::Busy::Preempt,
                },
                keep_result: Duration::from_nanos(keep_result.unwrap_or(KEEP_RESULT)),
            })
        }
        Role::Timer { period, once, missed, clock } => Trigger::Timer(model::Timer {
            // What a parameter says is known when the node starts.
            period: match period {
                Period::Nanos(nanos) => Duration::from_nanos(*nanos),
                Period::Parameter(_) => Duration::ZERO,
            },
            declared: match period {
                Period::Nanos(_) => None,
                Period::Parameter(of) => Some(of.text.value()),
            },
            once: *once,
            missed: match missed {
                Missed::Skip => model::Missed::Skip,
                Missed::Delay => model::Missed::Delay,
                Missed::Burst => model::Missed::Burst,
            },
            clock: match clock {
                TimerClock::Node => model::TimerClock::Node,
                TimerClock::Steady => model::TimerClock::Steady,
            },
        }),
    }
}

/// The waits that are seen, then for each place where the context leaves one for each client that may be waited
/// on there.
fn waits(seen: &[SeenWait], node: &Node) -> Vec<Wait> {
    let of_service = |field: &str| node.clients.iter().any(|client| client.field == field);
    let of_action = |field: &str| node.action_clients.iter().any(|client| client.field == field);
    let is_client = |field: &str| of_service(field) || of_action(field);
    let (known, places): (Vec<&SeenWait>, Vec<_>) = seen.iter().partition(|wait| is_client(&wait.field));
    let known = known.into_iter().map(|wait| Wait {
        client: wait.field.clone(),
        awaited: awaited(wait.awaited),
        assumed: false,
        through: wait.through.clone(),
        certain: wait.certain,
    });
    // The place itself, then fields that hold who knows what.
    let (escapes, elsewhere): (Vec<_>, Vec<_>) = places.into_iter().partition(|wait| wait.field.is_empty());
    // A client's own method lets nothing leave.
    let leaves = |wait: &&SeenWait| !wait.into.as_ref().is_some_and(|field| is_client(field));
    let assumed = escapes.into_iter().filter(leaves).chain(elsewhere).flat_map(|wait| {
        let clients: Vec<&String> = match &wait.reach {
            Reach::All => {
                let actions = node.action_clients.iter().map(|client| &client.field);
                node.clients.iter().map(|client| &client.field).chain(actions).collect()
            }
            Reach::Goals { but } => {
                let clients = node.action_clients.iter().map(|client| &client.field);
                clients.filter(|field| !but.contains(field)).collect()
            }
            Reach::Fields(fields) => fields.iter().filter(|field| is_client(field)).collect(),
        };
        clients.into_iter().map(move |client| Wait {
            client: client.clone(),
            awaited: match wait.awaited {
                Awaited::Reply if of_action(client) => model::Awaited::Result,
                other => awaited(other),
            },
            assumed: true,
            through: wait.through.clone(),
            certain: false,
        })
    });
    known.chain(assumed).collect()
}
