//! What the nodes of this process use of a network's graph: one type a topic, one type and one server a
//! service. What others there do can only be watched.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use crate::error::{TransportError, TypedEnd};
use crate::rt::sync::lock;

/// The claims of all nodes of this process on one network.
#[derive(Default)]
pub(super) struct Claims {
    topics: Mutex<BTreeMap<String, Held>>,
    services: Mutex<BTreeMap<String, Held>>,
    servers: Mutex<BTreeMap<String, String>>,
}

/// A name's type, and how many hold it.
struct Held {
    type_name: &'static str,
    count: usize,
}

#[derive(Clone, Copy)]
enum Kind {
    Topic,
    Service,
    Server,
}

/// Keeps a name for its holder.
#[must_use = "a claim ends when it is dropped"]
pub(super) struct Claim {
    claims: Arc<Claims>,
    kind: Kind,
    name: String,
}

impl Claims {
    /// A use of a topic.
    pub(super) fn topic(
        self: &Arc<Self>,
        name: &str,
        type_name: &'static str,
    ) -> Result<Claim, TransportError> {
        self.typed(Kind::Topic, name, type_name)
    }

    /// A use of a service, by a client or a server.
    pub(super) fn service(
        self: &Arc<Self>,
        name: &str,
        type_name: &'static str,
    ) -> Result<Claim, TransportError> {
        self.typed(Kind::Service, name, type_name)
    }

    /// The right to serve a service: there is one in a process.
    pub(super) fn server(self: &Arc<Self>, name: &str, node: &str) -> Result<Claim, TransportError> {
        let mut servers = lock(&self.servers);
        if let Some(by) = servers.get(name) {
            return Err(TransportError::ServedAlready { service: name.to_owned(), by: by.clone() });
        }
        servers.insert(name.to_owned(), node.to_owned());
        drop(servers);
        Ok(self.claim(Kind::Server, name))
    }

    /// The services that are served, in order.
    #[cfg(any(test, feature = "r2r"))]
    pub(super) fn served(&self) -> Vec<String> {
        lock(&self.servers).keys().cloned().collect()
    }

    fn claim(self: &Arc<Self>, kind: Kind, name: &str) -> Claim {
        Claim { claims: self.clone(), kind, name: name.to_owned() }
    }

    fn typed(
        self: &Arc<Self>,
        kind: Kind,
        name: &str,
        wanted: &'static str,
    ) -> Result<Claim, TransportError> {
        let mut all = lock(if let Kind::Topic = kind { &self.topics } else { &self.services });
        let held = all.entry(name.to_owned()).or_insert(Held { type_name: wanted, count: 0 });
        if held.type_name != wanted {
            return Err(mismatch(name, held.type_name, wanted));
        }
        held.count += 1;
        drop(all);
        Ok(self.claim(kind, name))
    }
}

fn mismatch(name: &str, there: &str, wanted: &str) -> TransportError {
    let end = |type_name: &str| Box::new(TypedEnd::new(type_name, None));
    TransportError::TypeMismatch { name: name.to_owned(), there: end(there), wanted: end(wanted) }
}

fn release(all: &Mutex<BTreeMap<String, Held>>, name: &str) {
    let mut all = lock(all);
    if let Some(held) = all.get_mut(name) {
        held.count -= 1;
        if held.count == 0 {
            all.remove(name);
        }
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        match self.kind {
            Kind::Topic => release(&self.claims.topics, &self.name),
            Kind::Service => release(&self.claims.services, &self.name),
            Kind::Server => drop(lock(&self.claims.servers).remove(&self.name)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_keeps_its_type_until_its_last_holder_goes() {
        let claims = Arc::new(Claims::default());
        let held = [claims.topic("/t", "a").unwrap(), claims.topic("/t", "a").unwrap()];
        assert_eq!(claims.topic("/t", "b").err(), Some(mismatch("/t", "a", "b")));
        assert!(claims.service("/t", "b").is_ok());
        drop(held);
        assert!(claims.topic("/t", "b").is_ok());
    }

    #[test]
    fn a_service_is_served_once_and_again_after_that() {
        let claims = Arc::new(Claims::default());
        let serving = claims.server("/s", "/arm").unwrap();
        assert_eq!(claims.served(), ["/s"]);
        let refused = TransportError::ServedAlready { service: "/s".to_owned(), by: "/arm".to_owned() };
        assert_eq!(claims.server("/s", "/leg").err(), Some(refused));
        drop(serving);
        assert_eq!(claims.served(), [""; 0]);
        assert!(claims.server("/s", "/leg").is_ok());
    }
}
