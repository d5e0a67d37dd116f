//! What a node knows of itself without a context.

use std::fmt;
use std::sync::Arc;

use crate::life::Life;
use crate::rt::time::Time;
use crate::transport::Clock;

/// The node's names and its clock, without the permission to wait.
///
/// `#[init]` takes it, by value or by reference, and may keep it in a field. Clones are of the same node.
#[derive(Clone)]
pub struct NodeInfo {
    life: Arc<Life>,
}

impl NodeInfo {
    pub(crate) fn new(life: Arc<Life>) -> NodeInfo {
        NodeInfo { life }
    }

    /// The node's name, without its namespace.
    pub fn name(&self) -> &str {
        &self.life.identity.name
    }

    /// The node's namespace, which begins with a slash.
    pub fn namespace(&self) -> &str {
        &self.life.identity.namespace
    }

    /// The node's full name.
    pub fn full_name(&self) -> &str {
        self.life.full_name()
    }

    /// The full name of the topic that the node calls `name`, after remapping.
    pub fn resolve_topic(&self, name: &str) -> String {
        self.life.identity.resolve_topic(name)
    }

    /// The full name of the service that the node calls `name`, after remapping.
    pub fn resolve_service(&self, name: &str) -> String {
        self.life.identity.resolve(name)
    }

    /// The time of the node's clock: the system's, which steps where it is set, or what `/clock` says where the
    /// node has `use_sim_time`.
    pub fn now(&self) -> Time {
        self.life.clock.now()
    }

    /// The node's clock.
    pub fn clock(&self) -> Clock {
        Clock::of_node(&self.life.clock)
    }

    /// Whether the node was asked to stop.
    pub fn is_stopping(&self) -> bool {
        self.life.stopping.is_raised()
    }
}

impl fmt::Debug for NodeInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NodeInfo").field("node", &self.full_name()).finish_non_exhaustive()
    }
}
