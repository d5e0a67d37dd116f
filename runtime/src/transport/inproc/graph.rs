//! The graph: which nodes, topics and services there are.

use std::any::Any;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, Weak};

use tokio::sync::Notify;

use super::super::holder::Holder;
use super::super::{Clock, Network};
use crate::error::{TransportError, TypedEnd};
use crate::rt::sync::lock;

#[derive(Default)]
pub(super) struct Graph {
    pub(super) network: Network,
    nodes: Mutex<BTreeMap<String, usize>>,
    topics: Mutex<BTreeMap<String, Entry>>,
    services: Mutex<BTreeMap<String, Entry>>,
    next_id: AtomicU64,
    /// A server came.
    pub(super) served: Notify,
}

/// A topic or service, without its type.
pub(super) trait Endpoint: Any + Send + Sync {
    /// Whether somebody offers it or asks for it.
    fn in_use(&self) -> bool;
}

/// A topic or service under its name.
struct Entry {
    type_name: &'static str,
    holders: Vec<Weak<Holder>>,
    value: Arc<dyn Endpoint>,
}

impl Graph {
    /// A number that no other endpoint of the graph has.
    pub(super) fn id(&self) -> u64 {
        self.next_id.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// The topic under this name, made if there is none. `wanted` is the type that a mismatch names, and `holder` who
    /// has it.
    ///
    /// # Errors
    /// Where it has another type.
    pub(super) fn topic<T: Endpoint>(
        &self,
        name: &str,
        wanted: &'static str,
        holder: &Arc<Holder>,
        make: fn(&str) -> T,
    ) -> Result<Arc<T>, TransportError> {
        entry(&self.topics, name, wanted, holder, make)
    }

    /// The service under this name, in the same way.
    ///
    /// # Errors
    /// Where it has another type.
    pub(super) fn service<T: Endpoint>(
        &self,
        name: &str,
        wanted: &'static str,
        holder: &Arc<Holder>,
        make: fn(&str) -> T,
    ) -> Result<Arc<T>, TransportError> {
        entry(&self.services, name, wanted, holder, make)
    }

    pub(super) fn nodes(&self) -> Vec<String> {
        lock(&self.nodes).keys().cloned().collect()
    }

    pub(super) fn topics(&self) -> Vec<String> {
        used(&self.topics)
    }

    pub(super) fn services(&self) -> Vec<String> {
        used(&self.services)
    }
}

/// The entry under `name`, made if there is none or only one that nobody holds any more.
fn entry<T: Endpoint>(
    entries: &Mutex<BTreeMap<String, Entry>>,
    name: &str,
    wanted: &'static str,
    holder: &Arc<Holder>,
    make: fn(&str) -> T,
) -> Result<Arc<T>, TransportError> {
    let mut entries = lock(entries);
    if let Some(Entry { type_name, holders, value }) = entries.get_mut(name) {
        holders.retain(|holder| holder.strong_count() > 0);
        let there: Arc<dyn Any + Send + Sync> = value.clone();
        if let Ok(value) = there.downcast::<T>() {
            holders.push(Arc::downgrade(holder));
            return Ok(value);
        }
        // Every publisher, subscription, client and server holds its entry.
        if Arc::strong_count(value) > 1 {
            let there = match holders.iter().find_map(Weak::upgrade) {
                Some(holder) => holder.typed(type_name),
                None => TypedEnd::new(*type_name, None),
            };
            let (there, wanted) = (Box::new(there), Box::new(holder.typed(wanted)));
            return Err(TransportError::TypeMismatch { name: name.to_owned(), there, wanted });
        }
    }
    // A program that makes names as it goes leaves no trace of those that nobody holds any more.
    entries.retain(|_, entry| Arc::strong_count(&entry.value) > 1);
    let value = Arc::new(make(name));
    let holders = vec![Arc::downgrade(holder)];
    entries.insert(name.to_owned(), Entry { type_name: wanted, holders, value: value.clone() });
    Ok(value)
}

fn used(entries: &Mutex<BTreeMap<String, Entry>>) -> Vec<String> {
    lock(entries).iter().filter(|(_, entry)| entry.value.in_use()).map(|(name, _)| name.clone()).collect()
}

/// A node's presence: the graph lists it as long as anything of it is there.
pub(super) struct Presence {
    graph: Arc<Graph>,
    pub(super) node: String,
    pub(super) clock: Clock,
}

impl Presence {
    pub(super) fn new(graph: Arc<Graph>, node: &str, clock: Clock) -> Arc<Presence> {
        *lock(&graph.nodes).entry(node.to_owned()).or_default() += 1;
        Arc::new(Presence { graph, node: node.to_owned(), clock })
    }

    pub(super) fn graph(&self) -> &Graph {
        &self.graph
    }

    pub(super) fn shared_graph(&self) -> Arc<Graph> {
        self.graph.clone()
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        let mut nodes = lock(&self.graph.nodes);
        if let Some(count) = nodes.get_mut(&self.node) {
            *count -= 1;
            if *count == 0 {
                nodes.remove(&self.node);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::topic::Topic;
    use super::{Graph, Holder, lock};

    #[test]
    fn names_that_nobody_holds_any_more_do_not_pile_up() {
        let (graph, holder) = (Graph::default(), Holder::new("/test", None));
        let kept = Topic::<u8>::of(&graph, "/kept", &holder).unwrap();
        for number in 0..1000 {
            Topic::<u8>::of(&graph, &format!("/t{number}"), &holder).unwrap();
        }
        assert!(lock(&graph.topics).len() <= 2);
        assert!(std::sync::Arc::ptr_eq(&kept, &Topic::<u8>::of(&graph, "/kept", &holder).unwrap()));
    }
}
