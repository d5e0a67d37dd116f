//! Parameters in a node: its fields, what looks at proposed values, and the callbacks that are told of changes.

use std::fmt::Display;

use super::wiring::{GENERATED, Seated, Wiring};
use crate::declare::{HandleCheck, NodeImpl};
use crate::error::StartError;
use crate::facts::Role;
use crate::facts::qos::Qos;
use crate::group::Group;
use crate::group::callback::Runner;
use crate::parameters::change::{Change, Changes};
use crate::parameters::qos::{End, OF_USERS, Overridable};
use crate::parameters::sound::FieldOf;
use crate::transport::Transport;

/// What `#[validate]` may return.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`#[validate]` can not return `{Self}`",
    label = "return `Result<(), E>` with an error that says why the values are refused",
    note = "`E` has to implement `Display`",
    note = "see: rosweave::signature"
)]
pub trait IntoVerdict {
    fn into_verdict(self) -> Result<(), String>;
}

#[diagnostic::do_not_recommend]
impl<E: Display> IntoVerdict for Result<(), E> {
    fn into_verdict(self) -> Result<(), String> {
        self.map_err(|error| error.to_string())
    }
}

impl<T: Transport> Wiring<T> {
    /// The parameter of this name, or the struct of those below it.
    pub fn parameter<F, S: FieldOf<F>>(&mut self, name: &'static str) -> F {
        S::wire(&self.parameters, name)
    }

    /// What the node's parameters make of the quality of service of an end.
    pub(super) fn overridden(&self, topic: &str, end: End, qos: Qos) -> Qos {
        let end = Overridable { topic: topic.to_owned(), end, policies: OF_USERS, qos };
        end.applied(&self.parameters.0.values())
    }
}

impl HandleCheck {
    /// Compares the parameter that a handle is of with the one that its field declares.
    pub fn parameter<F, S: FieldOf<F>>(&mut self, field: &'static str, name: &'static str, handle: &F) {
        if S::owner(handle).is_some_and(|owner| owner != name) {
            self.misplaced.get_or_insert(field);
        }
    }
}

impl<T: Transport, N: NodeImpl> Seated<T, N> {
    /// Wires a callback that is told of changes of parameters.
    pub fn on_change<G: Group>(
        &mut self,
        callback: &'static str,
        runner: Runner<N, G, Change<N>>,
    ) -> Result<(), StartError> {
        let id = self.callback(callback);
        let Role::Change { parameters } = id.facts.role else { unreachable!("{GENERATED}") };
        let listener = self.wiring.parameters.0.listen(parameters);
        id.counters().set_losses(listener.clone());
        self.slot(id, Changes::new(listener), runner);
        Ok(())
    }
}
