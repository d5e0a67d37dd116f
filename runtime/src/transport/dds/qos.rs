//! Quality of service as DDS has it.

use std::time::Duration;

use rustdds::policy::{Deadline, Durability, History, Lifespan, Liveliness, Reliability, ResourceLimits};
use rustdds::{QosPolicies, QosPolicyBuilder};

use crate::facts::qos::{self, Qos};

/// How many messages "keep all" keeps. RustDDS keeps that many also when they have been read.
pub(super) const KEEP_ALL: usize = 1024;
/// How many messages may wait for subscriptions to confirm them, at least.
const WINDOW: usize = 4096;
/// The same where late joiners would get what is kept.
const DURABLE_WINDOW: usize = 256;

/// How many messages of a publisher RustDDS keeps for subscriptions that have not confirmed them.
pub(super) fn window(qos: &Qos) -> usize {
    depth(qos).max(if qos.durability == qos::Durability::Volatile { WINDOW } else { DURABLE_WINDOW })
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
    policies(qos).resource_limits(limits(window(qos))).build()
}

/// What the writer offers that nobody listens to: it takes one frame, and the next when that one was looked at.
pub(super) fn pulse() -> QosPolicies {
    let best_effort = Qos::SENSOR_DATA.with_history(qos::History::KeepLast(1));
    policies(&best_effort).resource_limits(limits(1)).build()
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
    if let Some(lifespan) = qos.lifespan {
        policies = policies.lifespan(Lifespan { duration: duration(lifespan) });
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

/// Whether an endpoint keeps messages for those that come late, or wants those that were kept.
pub(super) fn is_durable(qos: &QosPolicies) -> bool {
    qos.durability().is_some_and(|durability| durability > Durability::Volatile)
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
        // A fraction of 2^-32 s is no round number of nanoseconds: 100 ms would be 99.999999 ms.
        let nanos = duration.to_nanoseconds().max(0).unsigned_abs();
        format!("{:?}", Duration::from_micros((nanos + 500) / 1000))
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
        let fast = reader(&Qos::DEFAULT.with_deadline(Duration::from_millis(100)));
        assert_eq!(mismatch(&slow, &fast), "deadline: offered 2s, asked 100ms");
        assert_eq!(mismatch(&writer(&Qos::DEFAULT), &fast), "deadline: offered none, asked 100ms");
    }
}
