//! The graph: which nodes, topics and services there are.

use std::any::Any;
use std::collections::BTreeMap;
use std::ops::Bound;
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
    topics: Mutex<Entries>,
    services: Mutex<Entries>,
    next_id: AtomicU64,
    /// A server came.
    pub(super) served: Notify,
}

/// A topic or service, without its type.
pub(super) trait Endpoint: Any + Send + Sync {
    /// Whether somebody offers it or asks for it.
    fn in_use(&self) -> bool;
}

/// Topics or services by their names.
#[derive(Default)]
struct Entries {
    by_name: BTreeMap<String, Entry>,
    /// The name that was looked at last, whether anybody holds it.
    looked: String,
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

    pub(super) fn has_node(&self, name: &str) -> bool {
        lock(&self.nodes).contains_key(name)
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
    entries: &Mutex<Entries>,
    name: &str,
    wanted: &'static str,
    holder: &Arc<Holder>,
    make: fn(&str) -> T,
) -> Result<Arc<T>, TransportError> {
    let mut entries = lock(entries);
    if let Some(Entry { type_name, holders, value }) = entries.by_name.get_mut(name) {
        // Only then, so that a topic of all nodes costs none of them a sweep.
        if holders.len() == holders.capacity() {
            holders.retain(|holder| holder.strong_count() > 0);
        }
        let there: Arc<dyn Any + Send + Sync> = value.clone();
        if let Ok(value) = there.downcast::<T>() {
            holders.push(Arc::downgrade(holder));
            return Ok(value);
        }
        // Every publisher, subscription, client and server holds its entry.
        if Arc::strong_count(value) > 1 {
            let known = holders.iter().find_map(Weak::upgrade);
            let (there, wanted) = two_types((known.as_deref(), type_name), (holder, wanted));
            return Err(TransportError::TypeMismatch { name: name.to_owned(), there, wanted });
        }
    }
    entries.tidy();
    let value = Arc::new(make(name));
    let holders = vec![Arc::downgrade(holder)];
    entries.by_name.insert(name.to_owned(), Entry { type_name: wanted, holders, value: value.clone() });
    Ok(value)
}

/// Two ends of one name, with their types: as they are written, and in full where that looks the same.
fn two_types(
    (there, there_type): (Option<&Holder>, &str),
    (wanted, wanted_type): (&Holder, &str),
) -> (Box<TypedEnd>, Box<TypedEnd>) {
    let in_full = |holder: Option<&Holder>, name: &str| match holder {
        Some(holder) => holder.typed_in_full(name),
        None => TypedEnd::new(name, None),
    };
    let ends = match there {
        Some(there) => (there.typed(there_type), wanted.typed(wanted_type)),
        None => (in_full(None, there_type), wanted.typed(wanted_type)),
    };
    let (there, wanted) = if ends.0.type_name == ends.1.type_name {
        (in_full(there, there_type), in_full(Some(wanted), wanted_type))
    } else {
        ends
    };
    (Box::new(there), Box::new(wanted))
}

/// How many names are looked at for each new one.
const LOOKS: usize = 2;

impl Entries {
    /// Forgets names that nobody holds any more: a program that makes names as it goes leaves no trace of them. A few for
    /// each new one, in turn, so that they go faster than they come, and a new one costs no sweep of all.
    fn tidy(&mut self) {
        for _ in 0..LOOKS.min(self.by_name.len()) {
            let later = (Bound::Excluded(self.looked.as_str()), Bound::Unbounded);
            let next = self.by_name.range::<str, _>(later).next().or_else(|| self.by_name.first_key_value());
            let Some((name, entry)) = next else { return };
            let is_held = Arc::strong_count(&entry.value) > 1;
            self.looked.clone_from(name);
            if !is_held {
                self.by_name.remove(&self.looked);
            }
        }
    }
}

fn used(entries: &Mutex<Entries>) -> Vec<String> {
    let entries = lock(entries);
    entries.by_name.iter().filter(|(_, entry)| entry.value.in_use()).map(|(name, _)| name.clone()).collect()
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
        assert!(lock(&graph.topics).by_name.len() <= 2);
        assert!(std::sync::Arc::ptr_eq(&kept, &Topic::<u8>::of(&graph, "/kept", &holder).unwrap()));
    }
}
