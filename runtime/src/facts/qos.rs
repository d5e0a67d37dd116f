//! Quality of service: what a publisher offers and a subscription asks for.

use std::time::Duration;

#[doc(inline)]
pub use rosweave_describe::{Durability, Liveliness, Reliability};

/// Quality of service of a publisher, a subscription, a client or a service.
///
/// The fields have the meaning that [ROS 2 gives them](https://docs.ros.org/en/jazzy/Concepts/Intermediate/About-Quality-of-Service-Settings.html).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Qos {
    /// How many messages are kept for a reader.
    pub history: History,
    /// Whether a lost message is sent again.
    pub reliability: Reliability,
    /// Whether a reader that joins late gets what was sent before.
    pub durability: Durability,
    /// The longest time expected between two messages.
    pub deadline: Option<Duration>,
    /// How long a message is worth delivering.
    pub lifespan: Option<Duration>,
    /// How a publisher shows that it is alive.
    pub liveliness: Liveliness,
    /// How long a publisher counts as alive without a sign.
    pub lease: Option<Duration>,
}

/// How many messages are kept for a reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum History {
    /// The newest `n`; the oldest is dropped, and counted, when another one comes.
    KeepLast(usize),
    /// All, up to the transport's limit ([`Qos::KEEP_ALL_LIMIT`] in-process).
    KeepAll,
}

impl Qos {
    /// Reliable, volatile, keep last 10: ROS 2's default.
    pub const DEFAULT: Qos = Qos {
        history: History::KeepLast(10),
        reliability: Reliability::Reliable,
        durability: Durability::Volatile,
        deadline: None,
        lifespan: None,
        liveliness: Liveliness::Automatic,
        lease: None,
    };
    /// Best effort, volatile, keep last 5: ROS 2's `rmw_qos_profile_sensor_data`.
    pub const SENSOR_DATA: Qos =
        Qos::DEFAULT.with_history(History::KeepLast(5)).with_reliability(Reliability::BestEffort);
    /// Reliable, volatile, keep last 10: ROS 2's `rmw_qos_profile_services_default`.
    pub const SERVICES: Qos = Qos::DEFAULT;
    /// Reliable, volatile, keep last 1000: ROS 2's `rmw_qos_profile_parameters`.
    pub const PARAMETERS: Qos = Qos::DEFAULT.with_history(History::KeepLast(1000));
    /// What the transport takes by itself; in-process that is [`Qos::DEFAULT`].
    pub const SYSTEM_DEFAULT: Qos = Qos::DEFAULT;

    /// How many messages "keep all" keeps in-process: a bound, so that a reader that hangs can not eat the
    /// memory.
    pub const KEEP_ALL_LIMIT: usize = 65_536;

    /// With another history.
    pub const fn with_history(mut self, history: History) -> Qos {
        self.history = history;
        self
    }

    /// With another reliability.
    pub const fn with_reliability(mut self, reliability: Reliability) -> Qos {
        self.reliability = reliability;
        self
    }

    /// With another durability.
    pub const fn with_durability(mut self, durability: Durability) -> Qos {
        self.durability = durability;
        self
    }

    /// With a deadline.
    pub const fn with_deadline(mut self, deadline: Duration) -> Qos {
        self.deadline = Some(deadline);
        self
    }

    /// With a lifespan.
    pub const fn with_lifespan(mut self, lifespan: Duration) -> Qos {
        self.lifespan = Some(lifespan);
        self
    }

    /// With another liveliness.
    pub const fn with_liveliness(mut self, liveliness: Liveliness) -> Qos {
        self.liveliness = liveliness;
        self
    }

    /// With a lease.
    pub const fn with_lease(mut self, lease: Duration) -> Qos {
        self.lease = Some(lease);
        self
    }

    /// How many messages a queue of this history holds.
    pub const fn depth(&self) -> usize {
        match self.history {
            History::KeepLast(depth) => depth,
            History::KeepAll => Qos::KEEP_ALL_LIMIT,
        }
    }

    /// Whether a publisher that offers this serves a subscription that asks for `asked`.
    #[inline]
    pub(crate) fn serves(&self, asked: &Qos) -> bool {
        self.described().serves(&asked.described())
    }

    /// The policies in which a publisher that offers this can not serve a subscription that asks for `asked`, with both
    /// values: `reliability: offered best effort, asked reliable`.
    pub fn mismatch(&self, asked: &Qos) -> Option<String> {
        self.described().mismatch(&asked.described())
    }

    /// The same as descriptions have it.
    #[inline]
    pub(crate) const fn described(&self) -> rosweave_describe::Qos {
        let Qos { history, reliability, durability, deadline, lifespan, liveliness, lease } = *self;
        let depth = match history {
            History::KeepLast(depth) => Some(depth),
            History::KeepAll => None,
        };
        rosweave_describe::Qos { depth, reliability, durability, deadline, lifespan, liveliness, lease }
    }
}

impl Default for Qos {
    fn default() -> Qos {
        Qos::DEFAULT
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The macros draw a node before there is a runtime, and know the presets from the descriptions' crate.
    #[test]
    fn presets_are_what_pages_and_pictures_say() {
        let pairs = [
            (Qos::DEFAULT, rosweave_describe::Qos::DEFAULT),
            (Qos::SERVICES, rosweave_describe::Qos::DEFAULT),
            (Qos::SYSTEM_DEFAULT, rosweave_describe::Qos::DEFAULT),
            (Qos::SENSOR_DATA, rosweave_describe::Qos::SENSOR_DATA),
            (Qos::PARAMETERS, rosweave_describe::Qos::PARAMETERS),
        ];
        for (preset, drawn) in pairs {
            assert_eq!(preset.described(), drawn);
        }
    }
}
