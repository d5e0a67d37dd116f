//! Quality of service as rcl has it.

use std::time::Duration;

use ::r2r::QosProfile;
use ::r2r::qos::{DurabilityPolicy, HistoryPolicy, LivelinessPolicy, ReliabilityPolicy};

use crate::facts::qos::{Durability, History, Liveliness, Qos, Reliability};

/// What rcl is asked for, with another depth.
pub(super) fn profile(qos: &Qos, depth: usize) -> QosProfile {
    // Zero is rcl's word for "none".
    let duration = Option::unwrap_or_default;
    QosProfile {
        history: match qos.history {
            History::KeepLast(_) => HistoryPolicy::KeepLast,
            History::KeepAll => HistoryPolicy::KeepAll,
        },
        depth,
        reliability: match qos.reliability {
            Reliability::Reliable => ReliabilityPolicy::Reliable,
            Reliability::BestEffort => ReliabilityPolicy::BestEffort,
        },
        durability: match qos.durability {
            Durability::Volatile => DurabilityPolicy::Volatile,
            Durability::TransientLocal => DurabilityPolicy::TransientLocal,
        },
        deadline: duration(qos.deadline),
        lifespan: duration(qos.lifespan),
        liveliness: match qos.liveliness {
            Liveliness::Automatic => LivelinessPolicy::Automatic,
            Liveliness::ManualByTopic => LivelinessPolicy::ManualByTopic,
        },
        liveliness_lease_duration: duration(qos.lease),
        avoid_ros_namespace_conventions: false,
    }
}

/// From how many seconds on a time is rmw's "infinite".
const INFINITE: u64 = i64::MAX as u64 / 1_000_000_000;

/// What a publisher of the graph offers, of the policies that are compared. What ROS 2 leaves to the middleware counts
/// as enough: nobody is to be told of a misfit that is none.
pub(super) fn offered(profile: &QosProfile) -> Qos {
    let time = |time: Duration| (time != Duration::ZERO && time.as_secs() < INFINITE).then_some(time);
    Qos {
        reliability: match profile.reliability {
            ReliabilityPolicy::BestEffort => Reliability::BestEffort,
            _ => Reliability::Reliable,
        },
        durability: match profile.durability {
            DurabilityPolicy::Volatile => Durability::Volatile,
            _ => Durability::TransientLocal,
        },
        deadline: time(profile.deadline),
        liveliness: match profile.liveliness {
            LivelinessPolicy::Automatic => Liveliness::Automatic,
            _ => Liveliness::ManualByTopic,
        },
        lease: time(profile.liveliness_lease_duration),
        ..Qos::DEFAULT
    }
}
