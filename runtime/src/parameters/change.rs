//! What a callback is told of a change.

use std::fmt;
use std::sync::Arc;
use std::task::{Context, Poll};

use super::handle::RawValues;
use super::listen::Listener;
use crate::declare::NodeImpl;
use crate::group::intake::Intake;
use crate::transport::Losses;

/// The parameters of node `N` as plain values, under the names of their fields.
///
/// `#[validate]` gets those that are proposed, an `#[on_change]` callback those before and after the change.
pub type Values<N> = <N as NodeImpl>::Values;

/// A change of parameters: what they were, and what they are.
///
/// An `#[on_change]` callback gets it, once for each set that changed something.
#[non_exhaustive]
pub struct Change<N: NodeImpl> {
    /// All parameters before the change.
    pub old: N::Values,
    /// All parameters after it.
    pub new: N::Values,
    names: Vec<String>,
}

impl<N: NodeImpl> Change<N> {
    /// The full names of the parameters that changed, of those that the callback is called for.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// Whether this parameter changed, or one below it.
    pub fn touches(&self, name: &str) -> bool {
        let below = |changed: &String| {
            changed.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        self.names.iter().any(below)
    }
}

impl<N: NodeImpl> fmt::Debug for Change<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Change").field("names", &self.names).finish_non_exhaustive()
    }
}

/// The changes of a node's parameters, as its group polls them.
pub(crate) struct Changes<N> {
    listener: Arc<Listener>,
    node: std::marker::PhantomData<fn() -> N>,
}

impl<N> Changes<N> {
    pub(crate) fn new(listener: Arc<Listener>) -> Changes<N> {
        Changes { listener, node: std::marker::PhantomData }
    }
}

impl<N: NodeImpl> Intake for Changes<N> {
    type Input = Change<N>;

    fn poll_input(&mut self, context: &mut Context<'_>) -> Poll<Option<Change<N>>> {
        self.listener.poll(context).map(|raw| {
            let values = |values| N::values(&RawValues(values));
            Some(Change { old: values(&raw.old), new: values(&raw.new), names: raw.names })
        })
    }
}

impl Losses for Listener {
    fn lost(&self) -> u64 {
        Listener::lost(self)
    }

    fn waiting(&self) -> usize {
        Listener::waiting(self)
    }

    fn incompatible(&self) -> u64 {
        0
    }
}
