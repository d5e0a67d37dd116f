//! The parameters of one node: who may read and set them.
//!
//! A set of several values is atomic: all of them change, or none. It is *proposed*, which checks it against the
//! declarations; looked at by the user's validator, outside of any lock; and *committed*, unless another set came first:
//! then it begins anew.

pub(crate) mod declare;
pub(crate) mod set;

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, OnceLock, Weak};
use std::task::{Context, Poll, Waker};

use tokio::sync::Notify;

use super::check::Declared;
use super::listen::Listener;
use super::value::{ParameterValue, Values};
use crate::args::suggest::suggestion;
use crate::rt::node_clock::NodeClock;
use crate::rt::sync::lock;

/// The user's look at a whole set of values.
pub(crate) type Validator = Arc<dyn Fn(&Values) -> Result<(), String> + Send + Sync>;

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

impl Store {
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

#[cfg(test)]
mod tests;
