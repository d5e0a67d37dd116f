//! Nodes: what their two halves say of them, and how they are wired, started and stopped.

pub(crate) mod action;
pub(crate) mod alias;
pub(crate) mod bare;
pub(crate) mod begin;
pub(crate) mod composition;
pub(crate) mod construct;
mod ends;
pub(crate) mod for_nodes;
mod given;
pub(crate) mod handle;
pub(crate) mod info;
pub(crate) mod node_type;
pub(crate) mod options;
pub(crate) mod parameter;
mod parameter_client;
pub(crate) mod publisher;
pub(crate) mod ros_type;
pub(crate) mod service;
mod start;
pub(crate) mod strangers;
pub(crate) mod subscription;
mod substitute;
pub(crate) mod timer;
pub(crate) mod wiring;

use crate::declare::{HandleCheck, NodeImpl, NodeStruct};
use crate::error::StartError;
use crate::rt::BoxFuture;
use crate::transport::{InProcess, Transport};
use wiring::{Wired, Wiring};

/// The handles of a node over a transport: what `#[node]` on the struct adds for each transport that
/// carries its messages.
#[doc(hidden)]
pub trait WireHandles<T: Transport>: Sized {
    // No supertrait: a struct half that is missing is told by `NodeImpl`.
    fn handles(wiring: &mut Wiring<T>) -> Result<Self::Handles, StartError>
    where
        Self: NodeStruct;
    /// The node of these handles and of defaults.
    fn node(wiring: &mut Wiring<T>) -> Result<Self, StartError>;
    fn verify(&self, check: &mut HandleCheck);
}

/// A node that can run on transport `T`. Written by `#[node]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no node that can run here",
    label = "this has to be a node",
    note = "a node is a struct with `#[node]` and an impl block with `#[node]`",
    note = "see: rosweave::node"
)]
pub trait Node<T: Transport = InProcess>: NodeImpl {
    /// Makes the node and wires its callbacks.
    #[doc(hidden)]
    fn wire(wiring: Wiring<T>) -> BoxFuture<'static, Result<Wired, StartError>>;
}

/// What a [`Node`] is where all of its declaration is `SOUND`, with everything that this asks of the transport.
///
/// `#[node]` asks for it with a constant that can not be evaluated where an error in the declaration has been told. So
/// nothing is said of such a node wherever it is named. `B` is the impl block.
#[doc(hidden)]
pub trait RunsOn<T: Transport, B, const SOUND: bool>: NodeImpl {
    fn wire_all(wiring: Wiring<T>) -> BoxFuture<'static, Result<Wired, StartError>>;
}

// What has no value could be either: this one is there to be found, and asks for nothing.
#[diagnostic::do_not_recommend]
impl<T: Transport, B, N: NodeImpl> RunsOn<T, B, false> for N {
    fn wire_all(_: Wiring<T>) -> BoxFuture<'static, Result<Wired, StartError>> {
        unreachable!("an unsound declaration does not compile")
    }
}
