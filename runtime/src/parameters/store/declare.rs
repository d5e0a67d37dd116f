//! What the parameters of a node start with.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock};
use std::task::Waker;

use tokio::sync::Notify;

use super::super::check::Declared;
use super::super::constant;
use super::super::qos::Overridable;
use super::super::value::ParameterValue;
use super::{Event, State, Store, TYPE_DESCRIPTIONS, USE_SIM_TIME, Undeclared};
use crate::facts::parameter::{Constant, ParameterKind, ParameterSpec, ParameterTypeFacts};
use crate::facts::qos::Qos;
use crate::facts::{FieldKind, NodeFacts};
use crate::rt::sync::lock;

/// What is wrong with what a parameter starts with.
#[derive(Debug)]
pub(crate) struct Problem {
    pub(crate) name: String,
    pub(crate) reason: String,
}

/// The parameters of a node that starts.
pub(crate) struct Declaration {
    /// Without those that something is wrong with.
    pub(crate) store: Store,
    pub(crate) problems: Vec<Problem>,
    /// The names that were given and are none of the node's.
    pub(crate) strangers: Vec<String>,
}

impl Store {
    /// The parameters of a node that starts, with what `given` says, else with their defaults; all that is wrong with them,
    /// and the names in `given` that are not the node's.
    pub(crate) fn declare(
        facts: &NodeFacts<'static>,
        undeclared: Undeclared,
        given: BTreeMap<String, ParameterValue>,
        ends: &[Overridable],
    ) -> Declaration {
        let mut problems = Vec::new();
        let mut given = given;
        let (mut declared, mut values) = (BTreeMap::new(), BTreeMap::new());
        let fields = facts.fields.iter().filter_map(|field| match &field.kind {
            FieldKind::Parameter(facts) => Some(facts.flatten()),
            _ => None,
        });
        let of_every_node = of_every_node().map(|(name, doc, spec)| (name.to_owned(), doc, spec));
        for (name, doc, spec) in of_every_node.into_iter().chain(fields.flatten()) {
            let as_declared = Declared::new(doc, &spec);
            let value = match (given.remove(&name), constant(&spec)) {
                // As `ros2 param dump` writes what is not set, and rcl reads that.
                (Some(ParameterValue::String(text)), _)
                    if text == "null" && spec.ty.optional && spec.ty.kind != ParameterKind::String =>
                {
                    Ok(ParameterValue::NotSet)
                }
                (Some(value), _) => Ok(value),
                (None, Some(default)) => Ok(default),
                (None, None) if spec.ty.optional => Ok(ParameterValue::NotSet),
                (None, None) => Err(format!(
                    "parameter `{name}` has no default, and was not given: `-p {name}:=..`, or in a parameter file"
                )),
            };
            let value = value.and_then(|value| as_declared.admit(&name, value));
            match value {
                Ok(value) => drop(values.insert(name.clone(), value)),
                Err(reason) => problems.push(Problem { name: name.clone(), reason }),
            }
            if declared.insert(name.clone(), Arc::new(as_declared)).is_some() {
                let reason = format!("parameter `{name}` is declared twice");
                problems.push(Problem { name, reason });
            }
        }
        for (name, as_declared, default) in ends.iter().flat_map(Overridable::parameters) {
            let value = as_declared.admit(&name, given.remove(&name).unwrap_or(default));
            let value = value.and_then(|value| Overridable::problem(&name, &value).map_or(Ok(value), Err));
            match value {
                Ok(value) => {
                    values.entry(name.clone()).or_insert(value);
                }
                Err(reason) => problems.push(Problem { name: name.clone(), reason }),
            }
            // Two ends of one topic share them.
            declared.entry(name).or_insert_with(|| Arc::new(as_declared));
        }
        let mut strangers = BTreeMap::new();
        for (name, value) in given {
            match undeclared {
                Undeclared::Refused => drop(strangers.insert(name, value)),
                Undeclared::Allowed => {
                    declared.insert(name.clone(), Arc::new(Declared::implicit()));
                    values.insert(name, value);
                }
            }
        }
        let names = strangers.keys().cloned().collect();
        let store = Store::with(undeclared, declared, values);
        lock(&store.state).later = strangers;
        Declaration { store, problems, strangers: names }
    }

    fn with(
        undeclared: Undeclared,
        declared: BTreeMap<String, Arc<Declared>>,
        values: BTreeMap<String, ParameterValue>,
    ) -> Store {
        let is_set = |(_, value): &(&String, &ParameterValue)| **value != ParameterValue::NotSet;
        let new = values.iter().filter(is_set).map(|(name, value)| (name.clone(), value.clone()));
        // One event for each, as rclcpp declares them.
        let events = new.map(|new| Event { new: vec![new], ..Event::default() }).collect();
        let state = State {
            version: 0,
            declared,
            values: Arc::new(values),
            later: BTreeMap::new(),
            sinks: BTreeMap::new(),
            listeners: Vec::new(),
            events,
            lost_events: 0,
            publisher: None,
        };
        let (validator, clock) = (OnceLock::new(), OnceLock::new());
        Store { undeclared, state: Mutex::new(state), validator, clock, changed: Notify::new() }
    }

    /// Declares the parameters of an end that comes to be while the node runs, and returns the quality of service that
    /// they make of it.
    pub(crate) fn declare_end(&self, end: &Overridable) -> Qos {
        let mut state = lock(&self.state);
        let State { version, declared, values, later, events, .. } = &mut *state;
        let mut with_new = (**values).clone();
        for (name, as_declared, default) in end.parameters() {
            if declared.contains_key(&name) {
                continue;
            }
            let given = later.remove(&name).and_then(|given| as_declared.admit(&name, given).ok());
            let value = given.filter(|given| Overridable::problem(&name, given).is_none()).unwrap_or(default);
            events.push_back(Event { new: vec![(name.clone(), value.clone())], ..Event::default() });
            with_new.insert(name.clone(), value);
            declared.insert(name, Arc::new(as_declared));
            *version += 1;
        }
        *values = Arc::new(with_new);
        let (qos, waker) = (end.applied(&state.values), state.publisher.take());
        drop(state);
        waker.into_iter().for_each(Waker::wake);
        qos
    }
}

/// What every node has, as rclcpp's have: names, descriptions, and how they are declared.
fn of_every_node() -> [(&'static str, &'static str, ParameterSpec<'static>); 2] {
    let flag = |value, read_only| ParameterSpec {
        ty: ParameterTypeFacts::new(ParameterKind::Bool),
        default: Some(Constant::Bool(value)),
        range: None,
        read_only,
        constraints: "",
    };
    [
        (USE_SIM_TIME, "", flag(false, false)),
        (TYPE_DESCRIPTIONS, "Start the ~/get_type_description service for this node.", flag(true, true)),
    ]
}
