//! How parameters are set: proposed, looked at by the user's validator, and committed.

use std::sync::{Arc, Weak};
use std::task::Waker;

use super::super::check::Declared;
use super::super::value::{ParameterValue, Values};
use super::{Event, State, Store, USE_SIM_TIME, Undeclared, Validator};
use crate::life::guard;
use crate::rt::sync::lock;

/// The events that wait to be published; more are dropped, the oldest first.
pub(super) const MAX_EVENTS: usize = 1000;

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

/// What became of a proposal.
pub(crate) enum Commit {
    Done,
    /// Another set came first.
    Stale,
}

impl Store {
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
