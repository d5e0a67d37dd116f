//! The ROS 2 name of a type, where it has one: a question that generated code asks of types that need not.
//!
//! `RosType::<T>::ROS_TYPE` is the constant of an inherent impl where the type is named, and that of [`NoRosType`]
//! where it is not: rustc prefers the first. It takes the type for what is known of it where the question stands, so
//! that the parameter of a generic node has a name only where its bounds say so. Nothing is asked of the type, so
//! that a wrong one is told once, elsewhere.

use std::marker::PhantomData;

use crate::facts::NamedType;
use crate::group::action::client::ActionClient;
use crate::group::client::Client;
use crate::group::publisher::Publisher;
use crate::message::action::NamedAction;
use crate::message::known::Known;
use crate::message::{Message, NamedService};

/// What is asked: the type of a field, a [`Heard`] or a [`Served`].
#[derive(Debug)]
pub struct RosType<T: ?Sized>(PhantomData<T>);

/// The message of a subscription.
#[derive(Debug)]
pub struct Heard<M: ?Sized>(PhantomData<M>);

/// The service of a handler.
#[derive(Debug)]
pub struct Served<S: ?Sized>(PhantomData<S>);

/// The action of an execution.
#[derive(Debug)]
pub struct Executed<A: ?Sized>(PhantomData<A>);

/// The answer where there is no name.
pub trait NoRosType {
    /// None.
    const ROS_TYPE: Option<NamedType<'static>> = None;
}

impl<T: ?Sized> NoRosType for RosType<T> {}

impl<M: Message> RosType<Publisher<M>> {
    /// The message's name.
    pub const ROS_TYPE: Option<NamedType<'static>> = Some(NamedType::known(Known::message::<M>()));
}

impl<M: Message> RosType<Heard<M>> {
    /// The message's name.
    pub const ROS_TYPE: Option<NamedType<'static>> = Some(NamedType::known(Known::message::<M>()));
}

impl<S: NamedService, G> RosType<Client<S, G>> {
    /// The service's name.
    pub const ROS_TYPE: Option<NamedType<'static>> = Some(NamedType::known(Known::service::<S>()));
}

impl<S: NamedService> RosType<Served<S>> {
    /// The service's name.
    pub const ROS_TYPE: Option<NamedType<'static>> = Some(NamedType::known(Known::service::<S>()));
}

impl<A: NamedAction, G> RosType<ActionClient<A, G>> {
    /// The action's name.
    pub const ROS_TYPE: Option<NamedType<'static>> = Some(NamedType::known(Known::action::<A>()));
}

impl<A: NamedAction> RosType<Executed<A>> {
    /// The action's name.
    pub const ROS_TYPE: Option<NamedType<'static>> = Some(NamedType::known(Known::action::<A>()));
}
