//! From facts to a description.

use rosweave_describe::{
    ActionClient, Awaited, Callback, Client, Group, GroupKind, Mode, Node, Parameter, Publisher, Tie,
    TimerHandle, Wait,
};

use super::trigger;
use crate::analysis;
use crate::facts::parameter::ParameterFacts;
use crate::facts::{self, AskedKind, CallbackFacts, FieldKind, GroupFacts, NodeFacts, Reach, WaitFacts};
use crate::life::Identity;
use crate::parameters::check::{range, told};
use crate::parameters::constant;

/// A node, under the names that it runs with.
pub(crate) fn node(facts: &NodeFacts<'_>, identity: &Identity) -> Node {
    let groups = Groups::of(facts);
    let mut node = Node {
        type_name: facts.type_name.to_owned(),
        name: identity.name.clone(),
        namespace: identity.namespace.clone(),
        doc: facts.doc.to_owned(),
        groups: groups.described(),
        callbacks: facts.callbacks.iter().map(|each| callback(each, facts, &groups, identity)).collect(),
        ..Node::default()
    };
    for field in facts.fields {
        let (name, doc) = (field.name.to_owned(), field.doc.to_owned());
        match &field.kind {
            FieldKind::Client(client) => node.clients.push(Client {
                field: name,
                doc,
                service: identity.resolve(client.service),
                declared: client.service.to_owned(),
                service_type: client.service_type.to_owned(),
                ros_type: client.ros_type.map(|of| of.name.to_owned()),
                group: groups.name(&client.group),
                timeout: client.timeout,
            }),
            FieldKind::ActionClient(client) => node.action_clients.push(ActionClient {
                field: name,
                doc,
                action: identity.resolve(client.action),
                declared: client.action.to_owned(),
                action_type: client.action_type.to_owned(),
                ros_type: client.ros_type.map(|of| of.name.to_owned()),
                group: groups.name(&client.group),
                timeout: client.timeout,
            }),
            FieldKind::Publisher(publisher) => node.publishers.push(Publisher {
                field: name,
                doc,
                topic: identity.resolve_topic(publisher.topic),
                declared: publisher.topic.to_owned(),
                message: publisher.message.to_owned(),
                ros_type: publisher.ros_type.map(|of| of.name.to_owned()),
                qos: publisher.qos.described(),
            }),
            FieldKind::Timer { callback } => {
                node.timer_handles.push(TimerHandle { field: name, doc, callback: (*callback).to_owned() });
            }
            FieldKind::Parameter(parameter) => node.parameters.extend(parameters(field.name, parameter)),
            FieldKind::Plain => {}
        }
    }
    node
}

/// The parameters of a field, each under its full name.
fn parameters(field: &str, facts: &ParameterFacts<'_>) -> impl Iterator<Item = Parameter> {
    facts.flatten().into_iter().map(move |(name, doc, spec)| Parameter {
        field: field.to_owned(),
        name,
        doc: doc.to_owned(),
        value_type: match spec.ty.optional {
            true => format!("{}, or unset", spec.ty.kind.name()),
            false => spec.ty.kind.name().to_owned(),
        },
        default: constant(&spec).map(|value| value.to_string()),
        range: range(&spec).map(told),
        choices: spec.ty.choices.iter().map(|&choice| choice.to_owned()).collect(),
        read_only: spec.read_only,
    })
}

/// The groups of a node in the order in which they come, each under a name of its own.
struct Groups<'a>(Vec<(GroupFacts<'a>, String)>);

impl<'a> Groups<'a> {
    fn of(facts: &NodeFacts<'a>) -> Groups<'a> {
        let of_callbacks = facts.callbacks.iter().map(|callback| callback.group);
        let of_clients = facts.fields.iter().filter_map(|field| field.kind.asks().map(|(_, group)| group));
        let mut groups = Groups(Vec::new());
        for group in of_callbacks.chain(of_clients) {
            if !groups.0.iter().any(|(known, _)| known.same(&group)) {
                let name = groups.free_name(&group);
                groups.0.push((group, name));
            }
        }
        groups
    }

    /// Two groups of one name are told apart by their modules, or by a number where they share that.
    fn free_name(&self, group: &GroupFacts<'_>) -> String {
        let long = format!("{}::{}", group.module, group.name);
        let numbered = (2..).map(|number| format!("{long} {number}"));
        let mut names = [group.name.to_owned(), long.clone()].into_iter().chain(numbered);
        let is_free = |name: &String| !self.0.iter().any(|(_, taken)| taken == name);
        names.find(is_free).unwrap_or(long)
    }

    fn name(&self, group: &GroupFacts<'_>) -> String {
        let known = self.0.iter().find(|(known, _)| known.same(group));
        known.map_or_else(|| group.name.to_owned(), |(_, name)| name.clone())
    }

    fn described(&self) -> Vec<Group> {
        let described = self.0.iter().map(|(facts, name)| Group {
            name: name.clone(),
            doc: facts.doc.to_owned(),
            kind: match facts.kind {
                analysis::GroupKind::Exclusive => GroupKind::Exclusive,
                analysis::GroupKind::Reentrant => GroupKind::Reentrant,
                analysis::GroupKind::Capped => GroupKind::Capped,
            },
            max_parallel: facts.max_parallel,
        });
        described.collect()
    }
}

fn callback(
    facts: &CallbackFacts<'_>,
    node: &NodeFacts<'_>,
    groups: &Groups<'_>,
    identity: &Identity,
) -> Callback {
    Callback {
        name: facts.name.to_owned(),
        doc: facts.doc.to_owned(),
        group: groups.name(&facts.group),
        mode: match facts.mode {
            facts::Mode::Sync => Mode::Sync,
            facts::Mode::Blocking => Mode::Blocking,
            facts::Mode::Async => Mode::Async,
        },
        tie: match facts.tie {
            facts::Tie::Nothing => Tie::Nothing,
            facts::Tie::Context => Tie::Context,
            facts::Tie::State => Tie::State,
        },
        trigger: trigger::described(facts, identity),
        waits: waits(facts, node),
    }
}

/// The waits of a callback in the order in which the check takes them: those that its body shows, then for each
/// place where its context leaves the block one for each client that may be waited on there.
fn waits(facts: &CallbackFacts<'_>, node: &NodeFacts<'_>) -> Vec<Wait> {
    let kind = |name: &str| {
        let field = node.fields.iter().find(|field| field.name == name)?;
        field.kind.asks().map(|(asked, _)| asked.kind)
    };
    let (seen, elsewhere): (Vec<&WaitFacts<'_>>, Vec<_>) =
        facts.waits.iter().partition(|wait| kind(wait.field).is_some());
    let seen = seen.into_iter().map(|wait| Wait {
        client: wait.field.to_owned(),
        awaited: awaited(wait.awaited),
        assumed: false,
        through: wait.through.map(str::to_owned),
        certain: wait.certain,
    });
    let leaving = facts.escapes.iter().filter(|escape| escape.into.is_none_or(|into| kind(into).is_none()));
    let escapes = leaving.map(|escape| (&escape.reach, facts::Awaited::Reply, escape.through));
    let places =
        escapes.chain(elsewhere.into_iter().map(|wait| (&wait.elsewhere, wait.awaited, wait.through)));
    let assumed = places.flat_map(|(reach, what, through)| {
        let clients: Vec<&str> = match reach {
            Reach::All => node.fields.iter().map(|field| field.name).collect(),
            Reach::Goals { but } => {
                let names = node.fields.iter().map(|field| field.name);
                names.filter(|name| !but.contains(name)).collect()
            }
            Reach::Fields(fields) => fields.to_vec(),
        };
        let goals_only = matches!(reach, Reach::Goals { .. });
        clients.into_iter().filter_map(move |client| {
            let awaited = match (kind(client)?, what) {
                (AskedKind::Service, _) if goals_only => return None,
                (AskedKind::Action, facts::Awaited::Reply) => Awaited::Result,
                (_, what) => awaited(what),
            };
            let through = through.map(str::to_owned);
            Some(Wait { client: client.to_owned(), awaited, assumed: true, through, certain: false })
        })
    });
    seen.chain(assumed).collect()
}

fn awaited(what: facts::Awaited) -> Awaited {
    match what {
        facts::Awaited::Reply => Awaited::Reply,
        facts::Awaited::Goal => Awaited::Goal,
        facts::Awaited::Feedback => Awaited::Feedback,
        facts::Awaited::Result => Awaited::Result,
        facts::Awaited::Cancel => Awaited::Cancel,
    }
}
