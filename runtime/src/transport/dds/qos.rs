//! Quality of service as DDS has it.

use std::time::Duration;

use rustdds::policy::{Deadline, Durability, History, Liveliness, Reliability, ResourceLimits};
use rustdds::{QosPolicies, QosPolicyBuilder};

use crate::error::TransportError;
use crate::facts::qos::{self, Qos};

/// How many messages "keep all" keeps. RustDDS keeps that many also when they have been read.
pub(super) const KEEP_ALL: usize = 1024;
/// How many messages a reliable publisher keeps at least for subscriptions that have not confirmed them.
const WINDOW: usize = 1024;
/// How many messages a publisher keeps for subscriptions that have not confirmed them.
pub(super) fn room(qos: &Qos) -> i64 {
    i64::from(count(depth(qos).max(WINDOW)))
}

/// How many messages RustDDS keeps at least for the subscriptions to a topic: some slack for bursts.
const SLACK: usize = 16;

/// How many messages a queue of this history holds.
pub(super) fn depth(qos: &Qos) -> usize {
    match qos.history {
        qos::History::KeepLast(depth) => depth.max(1),
        qos::History::KeepAll => KEEP_ALL,
    }
}

/// What a subscription asks for.
pub(super) fn reader(qos: &Qos) -> QosPolicies {
    policies(qos).resource_limits(limits(depth(qos).max(SLACK))).build()
}

/// What a publisher offers.
pub(super) fn writer(qos: &Qos) -> QosPolicies {
    policies(qos).resource_limits(limits(depth(qos).max(WINDOW))).build()
}

fn policies(qos: &Qos) -> QosPolicyBuilder {
    let mut policies = QosPolicyBuilder::new()
        .reliability(match qos.reliability {
            // A publisher does not wait: what does not fit is an error.
            qos::Reliability::Reliable => {
                Reliability::Reliable { max_blocking_time: rustdds::Duration::ZERO }
            }
            qos::Reliability::BestEffort => Reliability::BestEffort,
        })
        .durability(match qos.durability {
            qos::Durability::Volatile => Durability::Volatile,
            qos::Durability::TransientLocal => Durability::TransientLocal,
        })
        .history(match qos.history {
            qos::History::KeepLast(_) => History::KeepLast { depth: count(depth(qos)) },
            qos::History::KeepAll => History::KeepAll,
        });
    if let Some(deadline) = qos.deadline {
        policies = policies.deadline(Deadline(duration(deadline)));
    }
    let lease_duration = qos.lease.map_or(rustdds::Duration::INFINITE, duration);
    policies.liveliness(match qos.liveliness {
        qos::Liveliness::Automatic => Liveliness::Automatic { lease_duration },
        qos::Liveliness::ManualByTopic => Liveliness::ManualByTopic { lease_duration },
    })
}

fn limits(samples: usize) -> ResourceLimits {
    let max_samples = count(samples);
    ResourceLimits { max_samples, max_instances: 1, max_samples_per_instance: max_samples }
}

fn count(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

fn duration(duration: Duration) -> rustdds::Duration {
    if duration.as_secs() >= i32::MAX as u64 {
        return rustdds::Duration::INFINITE;
    }
    rustdds::Duration::from_std(duration)
}

/// What RustDDS can not hold is refused rather than ignored.
pub(super) fn check(name: &str, qos: &Qos) -> Result<(), TransportError> {
    if qos.lifespan.is_none() {
        return Ok(());
    }
    let (transport, name) = ("dds", name.to_owned());
    Err(TransportError::Qos { transport, name, policy: "lifespan", qos: Box::new(*qos) })
}

/// In what an offer does not meet what is asked, with both sides' values.
pub(super) fn mismatch(offered: &QosPolicies, asked: &QosPolicies) -> String {
    let mut all = Vec::new();
    let mut compare = |policy: &str, offered: String, asked: String, fits: bool| {
        if !fits {
            all.push(format!("{policy}: offered {offered}, asked {asked}"));
        }
    };
    let reliable = |qos: &QosPolicies| matches!(qos.reliability(), Some(Reliability::Reliable { .. }));
    let reliability = |qos| if reliable(qos) { "reliable" } else { "best effort" }.to_owned();
    compare("reliability", reliability(offered), reliability(asked), reliable(offered) || !reliable(asked));
    let durability = |qos: &QosPolicies| qos.durability().unwrap_or(Durability::Volatile);
    let shown = |qos| durability_in_words(durability(qos)).to_owned();
    compare("durability", shown(offered), shown(asked), durability(offered) >= durability(asked));
    let deadline =
        |qos: &QosPolicies| qos.deadline().map_or(rustdds::Duration::INFINITE, |deadline| deadline.0);
    compare(
        "deadline",
        in_words(deadline(offered)),
        in_words(deadline(asked)),
        deadline(offered) <= deadline(asked),
    );
    let manual = |qos: &QosPolicies| {
        qos.liveliness().is_some_and(|kind| !matches!(kind, Liveliness::Automatic { .. }))
    };
    let lease = |qos: &QosPolicies| {
        qos.liveliness().map_or(rustdds::Duration::INFINITE, |liveliness| liveliness.duration())
    };
    let shown =
        |qos| format!("{}, {}", if manual(qos) { "manual" } else { "automatic" }, in_words(lease(qos)));
    let fits = (manual(offered) || !manual(asked)) && lease(offered) <= lease(asked);
    compare("liveliness", shown(offered), shown(asked), fits);
    if all.is_empty() { "in a policy that ROS 2 does not know".to_owned() } else { all.join("; ") }
}

fn durability_in_words(durability: Durability) -> &'static str {
    match durability {
        Durability::Volatile => "volatile",
        Durability::TransientLocal => "transient local",
        Durability::Transient => "transient",
        Durability::Persistent => "persistent",
    }
}

fn in_words(duration: rustdds::Duration) -> String {
    if duration == rustdds::Duration::INFINITE {
        "none".to_owned()
    } else {
        format!("{:?}", duration.to_std())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mismatch_names_the_policy_and_both_values() {
        let best_effort = writer(&Qos::SENSOR_DATA);
        let asked = reader(&Qos::DEFAULT.with_durability(qos::Durability::TransientLocal));
        assert_eq!(
            mismatch(&best_effort, &asked),
            "reliability: offered best effort, asked reliable; durability: offered volatile, asked transient local"
        );
        let slow = writer(&Qos::DEFAULT.with_deadline(Duration::from_secs(2)));
        let fast = reader(&Qos::DEFAULT.with_deadline(Duration::from_millis(500)));
        assert_eq!(mismatch(&slow, &fast), "deadline: offered 2s, asked 500ms");
        assert_eq!(mismatch(&writer(&Qos::DEFAULT), &fast), "deadline: offered none, asked 500ms");
    }

    #[test]
    fn a_lifespan_is_refused() {
        let error = check("/t", &Qos::DEFAULT.with_lifespan(Duration::from_secs(1))).unwrap_err();
        assert!(error.to_string().contains("lifespan"), "{error}");
        assert_eq!(check("/t", &Qos::DEFAULT), Ok(()));
    }
}
