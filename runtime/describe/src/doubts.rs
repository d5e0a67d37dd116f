//! What is no cycle, but hardly meant, where nodes that do not know of each other come together.

mod types;

use std::collections::BTreeMap;

use crate::fit;
use crate::model::{Description, GroupKind, Node, Trigger};
use crate::words;

/// Names that clash, names of several types, actions that starve their group, and publishers that can not serve a subscription of their topic: one
/// line each.
///
/// None of it makes a description wrong. Somebody may start one of the nodes only where the other one is not.
pub fn doubts(description: &Description) -> Vec<String> {
    let mut doubts = Vec::new();
    let mut nodes: BTreeMap<String, usize> = BTreeMap::new();
    let mut servers: BTreeMap<(&str, &str), Vec<&Node>> = BTreeMap::new();
    for node in &description.nodes {
        *nodes.entry(node.full_name()).or_default() += 1;
        for (_, server) in node.services() {
            servers.entry((&server.service, "calls")).or_default().push(node);
        }
        for (_, server) in node.actions() {
            servers.entry((&server.action, "goals")).or_default().push(node);
        }
    }
    for (name, count) in nodes.into_iter().filter(|(_, count)| *count > 1) {
        doubts.push(format!("{count} nodes are called `{}`", fit::one_line(&name)));
    }
    for ((service, what), of) in servers.into_iter().filter(|(_, of)| of.len() > 1) {
        let names: Vec<String> =
            of.iter().map(|node| format!("`{}`", fit::one_line(&node.full_name()))).collect();
        let (service, names) = (fit::one_line(service), names.join(" and "));
        doubts.push(format!("`{service}` is served by {names}, and {what} are taken to go to the first one"));
    }
    doubts.extend(types::doubts(description));
    doubts.extend(description.nodes.iter().flat_map(starved));
    for says in &description.nodes {
        for publisher in &says.publishers {
            for hears in &description.nodes {
                let subscriptions =
                    hears.subscriptions().filter(|(_, of)| of.topics().any(|topic| topic == publisher.topic));
                for (callback, subscription) in subscriptions {
                    if let Some(why) = publisher.qos.mismatch(&subscription.qos) {
                        doubts.push(fit::one_line(&format!(
                            "`{}` of `{}` gets nothing of `{}` of `{}` on `{}`: {why}",
                            callback.name,
                            hears.full_name(),
                            publisher.field,
                            says.full_name(),
                            publisher.topic,
                        )));
                    }
                }
            }
        }
    }
    doubts
}

/// The actions whose goals keep an exclusive group from what nobody asks it for: what it hears, its timers, changes.
fn starved(node: &Node) -> impl Iterator<Item = String> {
    let exclusive = |name: &str| node.group(name).is_some_and(|group| group.kind == GroupKind::Exclusive);
    let executions = node.actions().filter(move |(callback, _)| exclusive(&callback.group));
    executions.filter_map(|(execution, server)| {
        let others = node.callbacks.iter().filter(|other| {
            other.group == execution.group
                && !matches!(other.trigger, Trigger::Service(_) | Trigger::Action(_))
        });
        let others: Vec<String> = others.map(|other| format!("`{}`", other.name)).collect();
        (!others.is_empty()).then(|| {
            fit::one_line(&format!(
                "a goal of `{}` keeps {} of `{}` from running as long as `{}` executes it: they share {}",
                server.action,
                others.join(" and "),
                node.full_name(),
                execution.name,
                words::group_title(&execution.group),
            ))
        })
    })
}
