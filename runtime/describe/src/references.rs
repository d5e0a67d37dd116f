//! Whether what a description refers to is in it, under one name each.

use std::collections::BTreeSet;

use crate::model::{Description, Node};

/// What is wrong, with its place in the description.
pub(crate) fn check(description: &Description) -> Result<(), String> {
    for (n, node) in description.nodes.iter().enumerate() {
        check_node(node).map_err(|what| format!("nodes[{n}].{what}"))?;
    }
    for (c, cycle) in description.cycles.iter().enumerate() {
        for (s, step) in cycle.steps.iter().enumerate() {
            if step.node >= description.nodes.len() {
                return Err(format!(
                    "cycles[{c}].steps[{s}].node is {}, and there is no such node",
                    step.node
                ));
            }
        }
    }
    Ok(())
}

fn check_node(node: &Node) -> Result<(), String> {
    let groups = unique("groups", node.groups.iter().map(|group| &group.name))?;
    let callbacks = unique("callbacks", node.callbacks.iter().map(|callback| &callback.name))?;
    let mut clients = unique("clients", node.clients.iter().map(|client| &client.field))?;
    let of_actions = unique("action_clients", node.action_clients.iter().map(|client| &client.field))?;
    if let Some(both) = of_actions.iter().find(|field| clients.contains(**field)) {
        return Err(format!("action_clients has `{both}`, which clients has, too"));
    }
    clients.extend(of_actions);
    for (c, callback) in node.callbacks.iter().enumerate() {
        known(&groups, &callback.group, || format!("callbacks[{c}].group"))?;
        for (w, wait) in callback.waits.iter().enumerate() {
            known(&clients, &wait.client, || format!("callbacks[{c}].waits[{w}].client"))?;
        }
    }
    for (c, client) in node.clients.iter().enumerate() {
        known(&groups, &client.group, || format!("clients[{c}].group"))?;
    }
    for (c, client) in node.action_clients.iter().enumerate() {
        known(&groups, &client.group, || format!("action_clients[{c}].group"))?;
    }
    for (h, handle) in node.timer_handles.iter().enumerate() {
        known(&callbacks, &handle.callback, || format!("timer_handles[{h}].callback"))?;
    }
    Ok(())
}

fn unique<'a>(list: &str, names: impl Iterator<Item = &'a String>) -> Result<BTreeSet<&'a str>, String> {
    let mut known = BTreeSet::new();
    for (i, name) in names.enumerate() {
        if !known.insert(name.as_str()) {
            return Err(format!("{list}[{i}] is the second one called `{name}`"));
        }
    }
    Ok(known)
}

fn known(names: &BTreeSet<&str>, name: &str, place: impl Fn() -> String) -> Result<(), String> {
    match names.contains(name) {
        true => Ok(()),
        false => Err(format!("{} is `{name}`, and the node has none of that name", place())),
    }
}
