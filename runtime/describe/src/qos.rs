//! Quality of service: what a publisher offers, what a subscription asks for, and whether the one serves the other.

use std::time::Duration;

use crate::duration::duration;

/// Quality of service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "json", serde(from = "crate::json::Qos", into = "crate::json::Qos"))]
pub struct Qos {
    /// How many messages are kept for a reader. `None`: all.
    pub depth: Option<usize>,
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

/// Whether a lost message is sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "json", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "json", serde(rename_all = "snake_case"))]
pub enum Reliability {
    /// It is.
    Reliable,
    /// It is not.
    BestEffort,
}

/// Whether a reader that joins late gets what was sent before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "json", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "json", serde(rename_all = "snake_case"))]
pub enum Durability {
    /// It gets what comes from now on.
    Volatile,
    /// It gets what the publisher still keeps.
    TransientLocal,
}

/// How a publisher shows that it is alive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "json", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "json", serde(rename_all = "snake_case"))]
pub enum Liveliness {
    /// The transport does it.
    Automatic,
    /// Each message does it.
    ManualByTopic,
}

/// What is compared where a publisher meets a subscription: what DDS compares, and so ROS 2. History and lifespan are
/// the publisher's own affair.
#[derive(Clone, Copy)]
enum Policy {
    Reliability,
    Durability,
    Deadline,
    Liveliness,
    Lease,
}

impl Policy {
    /// In the order in which they are told.
    const ALL: [Policy; 5] =
        [Policy::Reliability, Policy::Durability, Policy::Deadline, Policy::Liveliness, Policy::Lease];

    fn name(self) -> &'static str {
        match self {
            Policy::Reliability => "reliability",
            Policy::Durability => "durability",
            Policy::Deadline => "deadline",
            Policy::Liveliness => "liveliness",
            Policy::Lease => "lease",
        }
    }

    /// Whether what is offered is at least what is asked for.
    #[inline]
    fn is_met(self, offered: &Qos, asked: &Qos) -> bool {
        // Without one it is as long as can be.
        let is_short_enough = |offered: Option<Duration>, asked: Option<Duration>| {
            asked.is_none_or(|asked| offered.is_some_and(|offered| offered <= asked))
        };
        match self {
            Policy::Reliability => {
                asked.reliability == Reliability::BestEffort || offered.reliability == Reliability::Reliable
            }
            Policy::Durability => {
                asked.durability == Durability::Volatile || offered.durability == Durability::TransientLocal
            }
            Policy::Deadline => is_short_enough(offered.deadline, asked.deadline),
            Policy::Liveliness => {
                asked.liveliness == Liveliness::Automatic || offered.liveliness == Liveliness::ManualByTopic
            }
            Policy::Lease => is_short_enough(offered.lease, asked.lease),
        }
    }

    fn in_words(self, qos: &Qos) -> String {
        let time = |time: Option<Duration>| time.map_or_else(|| "none".to_owned(), duration);
        match self {
            Policy::Reliability => qos.reliability.in_words().to_owned(),
            Policy::Durability => qos.durability.in_words().to_owned(),
            Policy::Deadline => time(qos.deadline),
            Policy::Liveliness => qos.liveliness.in_words().to_owned(),
            Policy::Lease => time(qos.lease),
        }
    }
}

impl Qos {
    /// ROS 2's default: reliable, volatile, keep last 10.
    pub const DEFAULT: Qos = Qos {
        depth: Some(10),
        reliability: Reliability::Reliable,
        durability: Durability::Volatile,
        deadline: None,
        lifespan: None,
        liveliness: Liveliness::Automatic,
        lease: None,
    };
    /// ROS 2's `rmw_qos_profile_sensor_data`: best effort, volatile, keep last 5.
    pub const SENSOR_DATA: Qos = Qos { depth: Some(5), reliability: Reliability::BestEffort, ..Qos::DEFAULT };
    /// ROS 2's `rmw_qos_profile_parameters`: reliable, volatile, keep last 1000.
    pub const PARAMETERS: Qos = Qos { depth: Some(1000), ..Qos::DEFAULT };

    /// Whether a publisher that offers this serves a subscription that asks for `asked`.
    #[inline]
    pub fn serves(&self, asked: &Qos) -> bool {
        Policy::ALL.iter().all(|policy| policy.is_met(self, asked))
    }

    /// The policies in which a publisher that offers this can not serve a subscription that asks for `asked`, with both
    /// values: `reliability: offered best effort, asked reliable; deadline: offered none, asked 100 ms`.
    pub fn mismatch(&self, asked: &Qos) -> Option<String> {
        let unmet = Policy::ALL.iter().filter(|policy| !policy.is_met(self, asked));
        let told: Vec<String> = unmet
            .map(|policy| {
                let (offered, asked) = (policy.in_words(self), policy.in_words(asked));
                format!("{}: offered {offered}, asked {asked}", policy.name())
            })
            .collect();
        (!told.is_empty()).then(|| told.join("; "))
    }

    /// `reliable, volatile, keep last 10`, with what differs from ROS 2's default after that.
    pub fn in_words(&self) -> String {
        let (reliability, durability) = (self.reliability.in_words(), self.durability.in_words());
        let mut words = match self.depth {
            Some(depth) => format!("{reliability}, {durability}, keep last {depth}"),
            None => format!("{reliability}, {durability}, keep all"),
        };
        let times = [("deadline", self.deadline), ("lifespan", self.lifespan), ("lease", self.lease)];
        for (name, time) in times {
            if let Some(time) = time {
                words += &format!(", {name} {}", duration(time));
            }
        }
        if self.liveliness == Liveliness::ManualByTopic {
            words += ", alive by each message";
        }
        words
    }

    /// The same for a narrow place: what is usual is left out.
    pub fn in_short(&self) -> String {
        if *self == Qos::SENSOR_DATA {
            return "sensor data".to_owned();
        }
        let mut words = Vec::new();
        if self.reliability == Reliability::BestEffort {
            words.push("best effort".to_owned());
        }
        if self.durability == Durability::TransientLocal {
            words.push("transient local".to_owned());
        }
        words.push(match self.depth {
            Some(depth) => format!("last {depth}"),
            None => "keep all".to_owned(),
        });
        words.join(", ")
    }
}

impl Default for Qos {
    fn default() -> Qos {
        Qos::DEFAULT
    }
}

impl Reliability {
    fn in_words(self) -> &'static str {
        match self {
            Reliability::Reliable => "reliable",
            Reliability::BestEffort => "best effort",
        }
    }
}

impl Durability {
    fn in_words(self) -> &'static str {
        match self {
            Durability::Volatile => "volatile",
            Durability::TransientLocal => "transient local",
        }
    }
}

impl Liveliness {
    fn in_words(self) -> &'static str {
        match self {
            Liveliness::Automatic => "automatic",
            Liveliness::ManualByTopic => "manual by topic",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quality_of_service_reads_as_ros_says_it() {
        assert_eq!(Qos::SENSOR_DATA.in_words(), "best effort, volatile, keep last 5");
        assert_eq!(Qos::SENSOR_DATA.in_short(), "sensor data");
        let odd = Qos { depth: None, deadline: Some(Duration::from_millis(100)), ..Qos::default() };
        assert_eq!(odd.in_words(), "reliable, volatile, keep all, deadline 100 ms");
    }

    #[test]
    fn every_policy_that_ros_compares_is_compared() {
        let plain = Qos::default();
        let deadline = |millis| Qos { deadline: Some(Duration::from_millis(millis)), ..plain };
        let lease = |millis| Qos { lease: Some(Duration::from_millis(millis)), ..plain };
        let manual = Qos { liveliness: Liveliness::ManualByTopic, ..plain };
        let last = Qos { durability: Durability::TransientLocal, ..plain };
        let cases = [
            (Qos::SENSOR_DATA, plain, "reliability: offered best effort, asked reliable"),
            (plain, last, "durability: offered volatile, asked transient local"),
            (plain, deadline(100), "deadline: offered none, asked 100 ms"),
            (deadline(200), deadline(100), "deadline: offered 200 ms, asked 100 ms"),
            (plain, manual, "liveliness: offered automatic, asked manual by topic"),
            (plain, lease(100), "lease: offered none, asked 100 ms"),
            (lease(200), lease(100), "lease: offered 200 ms, asked 100 ms"),
        ];
        for (offered, asked, why) in cases {
            assert_eq!(offered.mismatch(&asked).as_deref(), Some(why));
            assert!(!offered.serves(&asked), "{why}");
            assert!(asked.serves(&offered), "more than is asked for serves: {why}");
        }
        let all = "reliability: offered best effort, asked reliable; durability: offered volatile, asked transient local";
        assert_eq!(Qos::SENSOR_DATA.mismatch(&last).as_deref(), Some(all));
        for same in [deadline(100), lease(100), manual, last] {
            assert_eq!(same.mismatch(&same), None, "as much as is asked for");
        }
        let own_affair = Qos { depth: None, lifespan: Some(Duration::from_millis(1)), ..plain };
        assert!(own_affair.serves(&plain) && plain.serves(&own_affair));
    }
}
