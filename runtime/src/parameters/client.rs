//! `ParameterClient<G>`: a node's access to the parameters of another one.

use std::fmt;

use super::answer;
use super::types::ParameterType;
use super::value::{ParameterKind, ParameterValue};
use crate::error::{CallError, Stopped};
use crate::group::client::Client;
use crate::group::context::Context;
use crate::group::{DefaultGroup, Group};
use crate::msgs::rcl_interfaces::srv::{
    GetParameters, GetParametersRequest, ListParameters, ListParametersRequest, SetParametersAtomically,
    SetParametersAtomicallyRequest,
};

/// Reads and sets the parameters of another node. What it answers is delivered by group `G`.
///
/// A field of a node: `#[parameter_client("/camera", timeout = "2s")] camera: ParameterClient<Io>`. It waits as a
/// [`Client`] of the group does: what blocks an exclusive group on a client of that group does not compile.
#[must_use]
pub struct ParameterClient<G = DefaultGroup> {
    node: String,
    get: Client<GetParameters, G>,
    set: Client<SetParametersAtomically, G>,
    list: Client<ListParameters, G>,
}

/// Why the parameters of another node could not be read or set.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RemoteParameterError {
    /// The node has not answered.
    #[error(transparent)]
    Call(#[from] CallError),
    /// The node has no such parameter.
    #[error("`{node}` has no parameter `{name}`")]
    Unknown {
        /// The node.
        node: String,
        /// The parameter.
        name: String,
    },
    /// The parameter has another type, or the number is too large for the Rust type.
    #[error("the parameter `{name}` of `{node}` is {found}, and was asked for as {asked}")]
    WrongType {
        /// The node.
        node: String,
        /// The parameter.
        name: String,
        /// What it was asked for as.
        asked: ParameterKind,
        /// What it is, with its value.
        found: String,
    },
    /// The node keeps its values.
    #[error("`{node}` keeps its parameters: {reason}")]
    Refused {
        /// The node.
        node: String,
        /// Why.
        reason: String,
    },
}

impl<G> Clone for ParameterClient<G> {
    fn clone(&self) -> Self {
        let ParameterClient { node, get, set, list } = self;
        ParameterClient { node: node.clone(), get: get.clone(), set: set.clone(), list: list.clone() }
    }
}

impl<G> fmt::Debug for ParameterClient<G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ParameterClient").field("node", &self.node).finish_non_exhaustive()
    }
}

/// The clients that it is made of.
pub(crate) struct Ends<G> {
    pub(crate) get: Client<GetParameters, G>,
    pub(crate) set: Client<SetParametersAtomically, G>,
    pub(crate) list: Client<ListParameters, G>,
}

impl<G: Group> ParameterClient<G> {
    pub(crate) fn new(node: String, Ends { get, set, list }: Ends<G>) -> ParameterClient<G> {
        ParameterClient { node, get, set, list }
    }

    /// The field that it was made for.
    pub(crate) fn field(&self) -> &'static str {
        self.get.field()
    }

    /// The full name of the other node.
    pub fn node(&self) -> &str {
        &self.node
    }

    /// The value of a parameter.
    ///
    /// # Errors
    /// [`RemoteParameterError`] says why there is none.
    pub fn get<'a, T: ParameterType, C: Context>(
        &'a self,
        cx: &'a C,
        name: &'a str,
    ) -> C::Wait<'a, Result<T, RemoteParameterError>> {
        let call = self.get.later(cx, GetParametersRequest { names: vec![name.to_owned()] });
        let answer = async move {
            let value = call.await?.values.into_iter().next().map(answer::decode);
            let (node, name) = (self.node.clone(), name.to_owned());
            let Some(value) = value else { return Err(RemoteParameterError::Unknown { node, name }) };
            T::from_value(&value).ok_or_else(|| {
                let found = format!("{} ({value})", value.kind());
                RemoteParameterError::WrongType { node, name, asked: T::FACTS.kind, found }
            })
        };
        cx.try_wait(Box::pin(answer), || self.get.inside_runtime().into())
    }

    /// Sets a parameter.
    ///
    /// # Errors
    /// [`RemoteParameterError`] says why it keeps its value.
    pub fn set<'a, C: Context>(
        &'a self,
        cx: &'a C,
        name: &str,
        value: impl Into<ParameterValue>,
    ) -> C::Wait<'a, Result<(), RemoteParameterError>> {
        self.set_all(cx, [(name.to_owned(), value.into())])
    }

    /// Sets several parameters at once: all of them, or none.
    ///
    /// # Errors
    /// [`RemoteParameterError`] says why all keep their values.
    pub fn set_all<'a, C: Context>(
        &'a self,
        cx: &'a C,
        values: impl IntoIterator<Item = (String, ParameterValue)>,
    ) -> C::Wait<'a, Result<(), RemoteParameterError>> {
        let values: Vec<_> = values.into_iter().collect();
        let parameters = answer::encode_all(&values);
        let call = self.set.later(cx, SetParametersAtomicallyRequest { parameters });
        let answer = async move {
            let result = call.await?.result;
            let refused = || RemoteParameterError::Refused { node: self.node.clone(), reason: result.reason };
            if result.successful { Ok(()) } else { Err(refused()) }
        };
        cx.try_wait(Box::pin(answer), || self.set.inside_runtime().into())
    }

    /// The names of the node's parameters under these prefixes; without any: of all.
    ///
    /// # Errors
    /// [`RemoteParameterError`] says why there is no answer.
    pub fn list<'a, C: Context>(
        &'a self,
        cx: &'a C,
        prefixes: &[&str],
    ) -> C::Wait<'a, Result<Vec<String>, RemoteParameterError>> {
        let prefixes = prefixes.iter().map(|&prefix| prefix.to_owned()).collect();
        let call = self.list.later(cx, ListParametersRequest { prefixes, depth: 0 });
        let answer = async move { Ok(call.await?.result.names) };
        cx.try_wait(Box::pin(answer), || self.list.inside_runtime().into())
    }

    /// Waits until the node answers for its parameters. It needs no group, so it can not deadlock.
    ///
    /// # Errors
    /// [`Stopped`] when the own node stops and its grace period is over.
    pub fn wait_for_service<'a, C: Context>(&'a self, cx: &'a C) -> C::Wait<'a, Result<(), Stopped>> {
        self.get.wait_for_service(cx)
    }
}
