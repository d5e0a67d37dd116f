//! Which nodes hear each other.

use std::any::TypeId;
use std::sync::atomic::{AtomicU64, Ordering};

/// A set of nodes that hear each other: names of services mean the same to all of them. What
/// [`Transport::network`](super::Transport::network) returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Network(Kind);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    Private(u64),
    Domain(u16),
    Type(TypeId),
}

impl Network {
    /// One that there was not before, as of a graph that nobody else sees.
    pub fn private() -> Network {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Network(Kind::Private(NEXT.fetch_add(1, Ordering::Relaxed)))
    }

    /// A domain of ROS 2, whatever speaks its protocol.
    pub fn ros_domain(domain: u16) -> Network {
        Network(Kind::Domain(domain))
    }

    /// The one of all transports of type `T`.
    pub fn of_type<T: 'static>() -> Network {
        Network(Kind::Type(TypeId::of::<T>()))
    }
}

impl Default for Network {
    /// As [`Network::private`].
    fn default() -> Network {
        Network::private()
    }
}
