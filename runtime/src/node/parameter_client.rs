//! Clients of other nodes' parameters in a node: to the facts each is a client of one service of the other node, which no
//! group handles.

use std::any::TypeId;

use super::service::ClientField;
use super::wiring::{GENERATED, Wires, Wiring};
use crate::error::StartError;
use crate::facts::{ClientFacts, FieldKind, GroupFacts};
use crate::group::Group;
use crate::group::client::Client;
use crate::message::Service;
use crate::msgs::rcl_interfaces::srv::GetParameters;
use crate::parameters::client::{Ends, ParameterClient};
use crate::parameters::serve::Speaks;
use crate::transport::Serves;

/// What the facts have after the name of the other node.
const SERVICE: &str = "/get_parameters";

impl<G: Group> ClientField for ParameterClient<G> {
    type Service = GetParameters;
    const GROUP: GroupFacts<'static> = G::FACTS;
}

impl<T: Speaks, G: Group> Wires<ParameterClient<G>> for T {
    fn wire(wiring: &mut Wiring<T>, field: &'static str) -> Result<ParameterClient<G>, StartError> {
        let FieldKind::Client(ClientFacts { service, .. }) = wiring.field(field) else {
            unreachable!("{GENERATED}")
        };
        let node = service.strip_suffix(SERVICE).expect(GENERATED);
        let ends = Ends {
            get: client(wiring, field, service)?,
            set: client(wiring, field, &format!("{node}/set_parameters_atomically"))?,
            list: client(wiring, field, &format!("{node}/list_parameters"))?,
        };
        Ok(ParameterClient::new(wiring.life.identity.resolve(node), ends))
    }

    fn owner(client: &ParameterClient<G>) -> Option<&'static str> {
        Some(client.field())
    }
}

/// A client of one of the services.
fn client<T: Serves<S>, S: Service, G: Group>(
    wiring: &mut Wiring<T>,
    field: &'static str,
    service: &str,
) -> Result<Client<S, G>, StartError> {
    let FieldKind::Client(ClientFacts { timeout, .. }) = wiring.field(field) else {
        unreachable!("{GENERATED}")
    };
    let service = wiring.life.identity.resolve(service);
    let port = <T as Serves<S>>::client(&wiring.node, &service)?;
    wiring.life.count_losses(field, port.requests.losses());
    let client = Client::wired(field, service, timeout, wiring.life.clone(), port.requests);
    wiring.replies.push((TypeId::of::<G>(), Box::new(client.route(port.replies))));
    Ok(client)
}
