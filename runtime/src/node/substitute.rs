//! Names that come from parameters: `#[subscribe("$(camera)/image")]`.
//!
//! A name keeps its form in the facts, and a rule like those of remapping replaces it: so every check of names at the
//! start, and every end, sees what it becomes. rcl's own `{node}` and `{ns}` are other brackets.

use std::collections::BTreeMap;

use crate::error::StartError;
use crate::facts::names::{self, NameKind};
use crate::facts::{FieldKind, NodeFacts, Role};
use crate::life::Identity;
use crate::parameters;
use crate::parameters::value::{ParameterKind, ParameterValue};

/// Adds to `identity` what the names of the node become. `given` is what parameters start with, where it is not their
/// default.
///
/// # Errors
/// A parameter that can be no part of a name, and a name that is none with it.
pub(super) fn apply(
    identity: &mut Identity,
    facts: &NodeFacts<'static>,
    given: &BTreeMap<String, ParameterValue>,
) -> Result<(), StartError> {
    let values = Values { node: identity.full(), facts, given };
    for name in declared(facts).filter(|name| name.contains("$(")) {
        let text = values.fill(name)?;
        let filled = |full: String| match names::check(NameKind::Topic, &full) {
            None => Ok((name.to_owned(), full)),
            Some(reason) => Err(StartError::BadName { name: full, reason }),
        };
        let topic = filled(identity.resolve_topic(&text))?;
        let service = filled(identity.resolve(&text))?;
        identity.topic_remaps.insert(0, topic);
        identity.remaps.insert(0, service);
    }
    Ok(())
}

/// The names of topics, services and actions as they are written.
fn declared(facts: &NodeFacts<'static>) -> impl Iterator<Item = &'static str> {
    let fields: &'static [_] = facts.fields;
    let fields = fields.iter().filter_map(|field| match field.kind {
        FieldKind::Publisher(publisher) => Some(publisher.topic),
        FieldKind::Client(client) => Some(client.service),
        FieldKind::ActionClient(client) => Some(client.action),
        FieldKind::Timer { .. } | FieldKind::Parameter(_) | FieldKind::Plain => None,
    });
    let callbacks: &'static [_] = facts.callbacks;
    fields.chain(callbacks.iter().filter_map(|callback| match callback.role {
        Role::Subscription { topic, .. } => Some(topic),
        Role::Service { service, .. } => Some(service),
        Role::Action { action, .. } => Some(action),
        Role::Timer { .. } | Role::Change { .. } => None,
    }))
}

struct Values<'a> {
    node: String,
    facts: &'a NodeFacts<'static>,
    given: &'a BTreeMap<String, ParameterValue>,
}

impl Values<'_> {
    /// The name with the values of its parameters.
    fn fill(&self, name: &str) -> Result<String, StartError> {
        let (mut filled, mut rest) = (String::new(), name);
        while let Some((before, after)) = rest.split_once("$(") {
            let (parameter, after) = after.split_once(')').unwrap_or((after, ""));
            filled.push_str(before);
            filled.push_str(&self.text(parameter).map_err(|reason| StartError::NameFromParameter {
                node: self.node.clone(),
                name: name.to_owned(),
                reason,
            })?);
            rest = after;
        }
        filled.push_str(rest);
        Ok(filled)
    }

    fn text(&self, parameter: &str) -> Result<String, String> {
        let declared = self.facts.fields.iter().filter_map(|field| match &field.kind {
            FieldKind::Parameter(facts) => Some(facts.flatten()),
            _ => None,
        });
        let found = declared.flatten().find(|(name, ..)| name == parameter);
        let (_, _, spec) = found.ok_or_else(|| format!("the node has no parameter `{parameter}`"))?;
        if spec.ty.kind != ParameterKind::String || spec.ty.optional {
            return Err(format!("the parameter `{parameter}` is no text"));
        }
        if !spec.read_only {
            return Err(format!(
                "the parameter `{parameter}` may change while the node runs, and a name can not: make it `read_only`"
            ));
        }
        match self.given.get(parameter).cloned().or_else(|| parameters::constant(&spec)) {
            Some(ParameterValue::String(text)) => Ok(text),
            Some(other) => Err(format!("the parameter `{parameter}` is given as {other}, which is no text")),
            None => Err(format!("the parameter `{parameter}` has no default, and was not given")),
        }
    }
}
