//! What is no cycle, but hardly meant, where nodes that do not know of each other come together.

use std::collections::BTreeMap;

use crate::fit;
use crate::model::{Description, Durability, Node, Qos, Reliability};

/// Names that clash, and publishers that can not serve a subscription of their topic: one line each.
///
/// None of it makes a description wrong. Somebody may start one of the nodes only where the other one is not.
pub fn doubts(description: &Description) -> Vec<String> {
    let mut doubts = Vec::new();
    let mut nodes: BTreeMap<String, usize> = BTreeMap::new();
    let mut servers: BTreeMap<&str, Vec<&Node>> = BTreeMap::new();
    for node in &description.nodes {
        *nodes.entry(node.full_name()).or_default() += 1;
        for (_, server) in node.services() {
            servers.entry(&server.service).or_default().push(node);
        }
    }
    for (name, count) in nodes.into_iter().filter(|(_, count)| *count > 1) {
        doubts.push(format!("{count} nodes are called `{}`", fit::one_line(&name)));
    }
    for (service, of) in servers.into_iter().filter(|(_, of)| of.len() > 1) {
        let names: Vec<String> =
            of.iter().map(|node| format!("`{}`", fit::one_line(&node.full_name()))).collect();
        let (service, names) = (fit::one_line(service), names.join(" and "));
        doubts.push(format!("`{service}` is served by {names}, and calls are taken to go to the first one"));
    }
    for says in &description.nodes {
        for publisher in &says.publishers {
            for hears in &description.nodes {
                let subscriptions = hears.subscriptions().filter(|(_, of)| of.topic == publisher.topic);
                for (callback, subscription) in subscriptions {
                    if let Some(why) = mismatch(&publisher.qos, &subscription.qos) {
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

/// Why a publisher can not serve a subscription.
fn mismatch(offered: &Qos, asked: &Qos) -> Option<&'static str> {
    if asked.reliability == Reliability::Reliable && offered.reliability == Reliability::BestEffort {
        return Some("it offers best effort, and reliable is asked for");
    }
    if asked.durability == Durability::TransientLocal && offered.durability == Durability::Volatile {
        return Some("it offers volatile, and transient local is asked for");
    }
    None
}
