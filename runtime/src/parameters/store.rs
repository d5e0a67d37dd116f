//! The parameters of one node: who may read and set them.
//!
//! A set of several values is atomic: all of them change, or none. It is *proposed*, which checks it against the
//! declarations; looked at by the user's validator, outside of any lock; and *committed*, unless another set came first:
//! then it begins anew.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, OnceLock, Weak};
use std::task::{Context, Poll, Waker};

use tokio::sync::Notify;

use super::check::Declared;
use super::listen::Listener;
use super::qos::Overridable;
use super::value::{ParameterValue, Values};
use crate::args::suggest::suggestion;
use crate::facts::parameter::{Constant, ParameterKind, ParameterSpec, ParameterTypeFacts};
use crate::facts::qos::Qos;
use crate::facts::{FieldKind, NodeFacts};
use crate::life::guard;
use crate::rt::node_clock::NodeClock;
use crate::rt::sync::lock;

/// The user's look at a whole set of values.
pub(crate) type Validator = Arc<dyn Fn(&Values) -> Result<(), String> + Send + Sync>;

/// The events that wait to be published; more are dropped, the oldest first.
const MAX_EVENTS: usize = 1000;

/// Whether names that nobody declared can be set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Undeclared {
    /// They are refused.
    #[default]
    Refused,
    /// They are kept.
    Allowed,
}

pub(crate) struct Store {
    pub(crate) undeclared: Undeclared,
    state: Mutex<State>,
    validator: OnceLock<Validator>,
    /// What `use_sim_time` switches.
    clock: OnceLock<Arc<NodeClock>>,
    /// Told after each set.
    changed: Notify,
}

struct State {
    /// Grows with each set.
    version: u64,
    declared: BTreeMap<String, Arc<Declared>>,
    values: Values,
    /// What was given for parameters that nobody has declared yet.
    later: BTreeMap<String, ParameterValue>,
    /// A handle holds the store, and not the other way round.
    sinks: BTreeMap<String, Vec<Weak<dyn Sink>>>,
    listeners: Vec<Weak<Listener>>,
    events: VecDeque<Event>,
    lost_events: u64,
    publisher: Option<Waker>,
}

/// What keeps a value of its own, to be read fast.
pub(crate) trait Sink: Send + Sync {
    fn put(&self, value: &ParameterValue);
}

/// What others are told of a set.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Event {
    pub(crate) new: Vec<(String, ParameterValue)>,
    pub(crate) changed: Vec<(String, ParameterValue)>,
    pub(crate) deleted: Vec<String>,
}

/// Why values were not set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    Undeclared(String),
    Refused(String),
}

impl Refusal {
    pub(crate) fn reason(self) -> String {
        match self {
            Refusal::Undeclared(name) => {
                format!("parameter '{name}' cannot be set because it was not declared")
            }
            Refusal::Refused(reason) => reason,
        }
    }
}

/// Values that may be set, as far as their declarations say.
pub(crate) struct Proposal {
    version: u64,
    sets: Vec<(String, ParameterValue)>,
    /// What all values would be.
    pub(crate) values: Values,
}

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

/// What became of a proposal.
pub(crate) enum Commit {
    Done,
    /// Another set came first.
    Stale,
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
            let value = match (given.remove(&name), super::constant(&spec)) {
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

    /// Has `use_sim_time` say what `clock` shows, from now on.
    pub(crate) fn drive(&self, clock: Arc<NodeClock>) {
        let _ = self.clock.set(clock);
        self.switch_clock();
    }

    /// Whether the node describes its types.
    pub(crate) fn describes_types(&self) -> bool {
        self.values().get(TYPE_DESCRIPTIONS) != Some(&ParameterValue::Bool(false))
    }

    fn switch_clock(&self) {
        let Some(clock) = self.clock.get() else { return };
        clock.simulate(|| self.values().get(USE_SIM_TIME) == Some(&ParameterValue::Bool(true)));
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

    /// Has sets looked at by the user's code, the first one right away.
    ///
    /// # Errors
    /// What it says of the values that the node starts with.
    pub(crate) fn validate_by(&self, validator: Validator) -> Result<(), String> {
        let values = self.values();
        let verdict = judge(&validator, &values);
        let _ = self.validator.set(validator);
        verdict
    }

    pub(crate) fn validator(&self) -> Option<&Validator> {
        self.validator.get()
    }

    /// "Did you mean ..?", for a name that is none of the node's.
    pub(crate) fn suggestion(&self, name: &str) -> Option<String> {
        let state = lock(&self.state);
        let known: Vec<&str> = state.declared.keys().map(String::as_str).collect();
        suggestion(name, &known)
    }

    pub(crate) fn values(&self) -> Values {
        lock(&self.state).values.clone()
    }

    /// All declarations and values at one moment.
    pub(crate) fn all(&self) -> (BTreeMap<String, Arc<Declared>>, Values) {
        let state = lock(&self.state);
        (state.declared.clone(), state.values.clone())
    }

    /// Keeps `sink` up to date with the value of `name`, from now on. Whether there is such a parameter.
    pub(crate) fn attach(&self, name: &str, sink: &Arc<dyn Sink>) -> bool {
        let mut state = lock(&self.state);
        let Some(value) = state.values.get(name) else { return false };
        sink.put(value);
        state.sinks.entry(name.to_owned()).or_default().push(Arc::downgrade(sink));
        true
    }

    /// Checks values against their declarations.
    pub(crate) fn propose(&self, sets: Vec<(String, ParameterValue)>) -> Result<Proposal, Refusal> {
        let (declared, values, version) = {
            let state = lock(&self.state);
            (state.declared.clone(), state.values.clone(), state.version)
        };
        let refused = |reason: String| Err(Refusal::Refused(reason));
        if sets.is_empty() {
            return refused(EMPTY.to_owned());
        }
        for (name, _) in &sets {
            match declared.get(name) {
                _ if name.is_empty() => return refused("parameter name must not be empty".to_owned()),
                None if self.undeclared == Undeclared::Refused => {
                    return Err(Refusal::Undeclared(name.clone()));
                }
                Some(declared) if declared.read_only => {
                    return refused(format!("parameter '{name}' cannot be set because it is read-only"));
                }
                _ => {}
            }
        }
        let mut proposed = values;
        let mut admitted = Vec::with_capacity(sets.len());
        for (name, value) in sets {
            let value = match declared.get(&name) {
                Some(declared) if value == ParameterValue::NotSet && !declared.is_dynamic() => {
                    return refused("cannot undeclare a statically typed parameter".to_owned());
                }
                Some(declared) => declared.admit(&name, value).map_err(Refusal::Refused)?,
                None => value,
            };
            Arc::make_mut(&mut proposed).insert(name.clone(), value.clone());
            admitted.push((name, value));
        }
        Ok(Proposal { version, sets: admitted, values: proposed })
    }

    /// Sets what was proposed, unless another set came first.
    pub(crate) fn commit(&self, proposal: Proposal) -> Commit {
        let mut wakers = Vec::new();
        let mut state = lock(&self.state);
        if state.version != proposal.version {
            return Commit::Stale;
        }
        state.version += 1;
        let Proposal { sets, values, .. } = proposal;
        let old = std::mem::replace(&mut state.values, values);
        let event = state.apply(&sets, &old);
        let new = state.values.clone();
        state.listeners.retain(|listener| {
            let Some(listener) = listener.upgrade() else { return false };
            wakers.extend(listener.tell(&sets, &old, &new));
            true
        });
        if state.events.len() == MAX_EVENTS {
            state.events.pop_front();
            state.lost_events += 1;
        }
        state.events.push_back(event);
        wakers.extend(state.publisher.take());
        drop(state);
        if sets.iter().any(|(name, _)| name == USE_SIM_TIME) {
            self.switch_clock();
        }
        self.changed.notify_waiters();
        wakers.into_iter().for_each(Waker::wake);
        Commit::Done
    }

    /// Sets values, with the user's validator on the caller's thread.
    pub(crate) fn set(&self, sets: &[(String, ParameterValue)]) -> Result<(), Refusal> {
        loop {
            let proposal = self.propose(sets.to_vec())?;
            if let Some(validator) = self.validator() {
                judge(validator, &proposal.values).map_err(Refusal::Refused)?;
            }
            if let Commit::Done = self.commit(proposal) {
                return Ok(());
            }
        }
    }

    /// The next event to be published.
    pub(crate) fn poll_event(&self, context: &Context<'_>) -> Poll<Event> {
        let mut state = lock(&self.state);
        match state.events.pop_front() {
            Some(event) => Poll::Ready(event),
            None => {
                state.publisher = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }

    /// How many events were dropped because more came than were published.
    #[cfg(test)]
    pub(crate) fn lost_events(&self) -> u64 {
        lock(&self.state).lost_events
    }

    /// Ready when something was set after the call began, again and again until `name` has another value.
    pub(crate) async fn changed(&self, name: &str) {
        let before = self.values();
        loop {
            let mut notified = std::pin::pin!(self.changed.notified());
            // Registered before the value is read, so that no set falls between.
            notified.as_mut().enable();
            if self.values().get(name) != before.get(name) {
                return;
            }
            notified.await;
        }
    }

    /// Listens to changes of parameters under these names or prefixes; none: all.
    pub(crate) fn listen(&self, names: &'static [&'static str]) -> Arc<Listener> {
        let listener = Arc::new(Listener::new(names));
        lock(&self.state).listeners.push(Arc::downgrade(&listener));
        listener
    }
}

const USE_SIM_TIME: &str = "use_sim_time";
const TYPE_DESCRIPTIONS: &str = "start_type_description_service";

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

const EMPTY: &str = "parameter list cannot be empty, this might be due to pre_set_parameters_callback modifying the \
                     original parameters list.";

/// What the user's validator says: a panic is a refusal.
pub(crate) fn judge(validator: &Validator, values: &Values) -> Result<(), String> {
    match guard(|| validator(values)) {
        Ok(verdict) => verdict,
        Err(panic) => Err(format!("the validator panicked: {panic}")),
    }
}

impl State {
    /// Brings declarations and what is kept elsewhere up to date, and says what happened.
    fn apply(&mut self, sets: &[(String, ParameterValue)], old: &Values) -> Event {
        let mut event = Event::default();
        for (name, value) in sets {
            let known = self.declared.contains_key(name);
            if *value == ParameterValue::NotSet {
                if old.get(name).is_some_and(|old| *old != ParameterValue::NotSet) {
                    event.deleted.push(name.clone());
                }
                if self.declared.get(name).is_none_or(|declared| declared.implicit) {
                    self.declared.remove(name);
                    Arc::make_mut(&mut self.values).remove(name);
                }
            } else if known {
                event.changed.push((name.clone(), value.clone()));
            } else {
                self.declared.insert(name.clone(), Arc::new(Declared::implicit()));
                event.new.push((name.clone(), value.clone()));
            }
            for sink in self.sinks.get(name).into_iter().flatten().filter_map(Weak::upgrade) {
                sink.put(value);
            }
        }
        event
    }
}

#[cfg(test)]
mod tests;
