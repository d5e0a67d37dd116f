//! Services in a node: clients in its fields, and handlers among its callbacks.

use std::any::TypeId;

use super::construct::Unknown;
use super::wiring::{GENERATED, Seated, Wires, Wiring};
use crate::declare::{ByItself, ByNothing, Impossible, NodeImpl};
use crate::error::{StartError, TransportError};
use crate::facts::{ClientFacts, FieldKind, GroupFacts, NamedType, Role, RustType};
use crate::group::Group;
use crate::group::callback::Runner;
use crate::group::client::Client;
use crate::message::Service;
use crate::transport::{Request, Responder, ServerPort, Serves, Transport, bounds};

/// The service of a callback, by a projection as in [`IsGroup`](super::construct::IsGroup).
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no service",
    label = "this has to be the type of a service",
    note = "if it is yours, derive it: `#[derive(Service)] #[ros(request = .., response = ..)] struct {Self};`",
    note = "it is the service's own type, and not that of its request: `AddTwoInts`, and not `AddTwoIntsRequest`",
    note = "see: rosweave::message"
)]
pub trait IsService<I> {
    type Itself;
}

#[diagnostic::do_not_recommend]
impl<S: Service> IsService<ByItself> for S {
    type Itself = S;
}

#[diagnostic::do_not_recommend]
impl<S: Impossible> IsService<ByNothing> for S {
    type Itself = Unknown<()>;
}

/// The request of service `S`.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "service `{S}` does not ask with `{Self}`",
    label = "not the request of this service",
    note = "take the type that `{S}` names as its `Request`, by value or by reference",
    note = "see: rosweave::signature"
)]
pub trait RequestOf<S: Service>: Sized {
    fn request(request: S::Request) -> Self;
}

#[diagnostic::do_not_recommend]
impl<R, S: Service<Request = R>> RequestOf<S> for R {
    fn request(request: R) -> R {
        request
    }
}

/// The responder of service `S`.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a handler of service `{S}` can not take `{Self}`",
    label = "the responder of another service",
    note = "take `Responder<{S}>`",
    note = "see: rosweave::signature"
)]
pub trait ResponderOf<S: Service>: Sized {
    fn responder(responder: Responder<S>) -> Self;
}

impl<S: Service> ResponderOf<S> for Responder<S> {
    fn responder(responder: Responder<S>) -> Self {
        responder
    }
}

/// The field of a client.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a `#[client]` is of type `Client<S, G>`, not `{Self}`",
    label = "this is no client",
    note = "`S` is the service's type and `G` the group of its replies; left out, it is the default group",
    note = "see: rosweave::field"
)]
pub trait ClientField {
    type Service: 'static;
    const GROUP: GroupFacts<'static>;
}

impl<S: Service, G: Group> ClientField for Client<S, G> {
    type Service = S;
    const GROUP: GroupFacts<'static> = G::FACTS;
}

/// What is known about the client in a field of type `F`.
pub const fn client_facts<F: ClientField>(
    service: &'static str,
    service_type: &'static str,
    ros_type: Option<NamedType<'static>>,
    timeout: Option<std::time::Duration>,
) -> FieldKind<'static> {
    let rust_type = Some(RustType::of::<F::Service>());
    FieldKind::Client(ClientFacts { service, service_type, ros_type, rust_type, group: F::GROUP, timeout })
}

impl<T: Serves<S>, S: Service, G: Group> Wires<Client<S, G>> for T {
    fn wire(wiring: &mut Wiring<T>, field: &'static str) -> Result<Client<S, G>, StartError> {
        let FieldKind::Client(ClientFacts { service, service_type, ros_type, timeout, .. }) =
            wiring.field(field)
        else {
            unreachable!("{GENERATED}")
        };
        let service = wiring.life.identity.resolve(service);
        let port = wiring.declared(field, service_type, |node| <T as Serves<S>>::client(node, &service))?;
        let port = bounds::client(&service, ros_type, port);
        wiring.life.count_losses(field, port.requests.losses());
        let client = Client::wired(field, service, timeout, wiring.life.clone(), port.requests);
        wiring.replies.push((TypeId::of::<G>(), Box::new(client.route(port.replies))));
        Ok(client)
    }

    fn owner(client: &Client<S, G>) -> Option<&'static str> {
        Some(client.field())
    }
}

/// A transport on which a callback can serve `S`. Like [`Wires`], it asks nothing of `S`.
#[doc(hidden)]
pub trait Hosts<S>: Transport {
    fn server(node: &Self::Node, service: &str) -> Result<Box<dyn ServerPort<S>>, TransportError>
    where
        S: Service;
}

impl<T: Serves<S>, S: Service> Hosts<S> for T {
    fn server(node: &T::Node, service: &str) -> Result<Box<dyn ServerPort<S>>, TransportError> {
        <T as Serves<S>>::server(node, service)
    }
}

impl<T: Transport, X> Hosts<Unknown<X>> for T {
    fn server(_: &T::Node, _: &str) -> Result<Box<dyn ServerPort<Unknown<X>>>, TransportError>
    where
        Unknown<X>: Service,
    {
        unreachable!("{GENERATED}")
    }
}

impl<T: Transport, N: NodeImpl> Seated<T, N> {
    /// Wires a service.
    pub fn service<G: Group, S: Service>(
        &mut self,
        callback: &'static str,
        runner: Runner<N, G, Request<S>>,
    ) -> Result<(), StartError>
    where
        T: Hosts<S>,
    {
        let id = self.callback(callback);
        let Role::Service { service, service_type, ros_type, .. } = id.facts.role else {
            unreachable!("{GENERATED}")
        };
        let service = self.wiring.life.identity.resolve(service);
        let make = |node: &T::Node| <T as Hosts<S>>::server(node, &service);
        let port = self.wiring.declared(callback, service_type, make)?;
        let port = bounds::server(&service, ros_type, port);
        id.counters().set_losses(port.losses());
        if let Some(last_word) = port.last_word() {
            self.wiring.life.say_when_cancelled(last_word);
        }
        self.slot(id, port, runner);
        Ok(())
    }
}
