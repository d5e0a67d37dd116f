//! What a start needs of a node's type, as values: all that begins with a node is compiled once, and not for each type.

use std::sync::Arc;

use super::Node;
use super::options::ParametersOf;
use super::wiring::{Wired, Wiring};
use crate::declare::{NodeStruct, node_facts};
use crate::error::StartError;
use crate::facts::NodeFacts;
use crate::life::OnPanic;
use crate::parameters::handle::RawValues;
use crate::parameters::store::Validator;
use crate::rt::BoxFuture;
use crate::transport::Transport;

/// A type of nodes that run on transport `T`.
pub(crate) struct NodeType<T: Transport> {
    pub(crate) facts: NodeFacts<'static>,
    pub(super) on_panic: OnPanic,
    pub(super) parameters: ParametersOf,
    pub(super) wire: fn(Wiring<T>) -> BoxFuture<'static, Result<Wired, StartError>>,
}

impl<T: Transport> NodeType<T> {
    pub(crate) fn of<N: Node<T>>() -> NodeType<T> {
        let validator = || Arc::new(|values: &_| N::validate(&N::values(&RawValues(values)))) as Validator;
        NodeType {
            facts: node_facts::<N>(),
            on_panic: N::ON_PANIC,
            parameters: ParametersOf {
                undeclared: N::Struct::UNDECLARED,
                validator: N::VALIDATES.then(validator),
            },
            wire: N::wire,
        }
    }
}
