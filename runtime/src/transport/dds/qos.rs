//! Quality of service as DDS has it.

use std::time::Duration;

use rustdds::policy::{Deadline, Durability, History, Lifespan, Liveliness, Reliability, ResourceLimits};
use rustdds::{QosPolicies, QosPolicyBuilder};

use crate::facts::qos::{self, Qos};

/// How many messages "keep all" keeps on the wire. RustDDS keeps that many also when they have been read.
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

/// How many messages of this history the wire holds.
pub(super) fn depth(qos: &Qos) -> usize {
    match qos.history {
        qos::History::KeepLast(depth) => depth.max(1),
        qos::History::KeepAll => KEEP_ALL,
    }
}

/// How many messages wait for a subscription's callback.
pub(super) fn queue(qos: &Qos) -> usize {
    qos.depth().max(1)
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
    // So that it can say that it is alive.
    let liveliness = Liveliness::ManualByTopic { lease_duration: rustdds::Duration::INFINITE };
    policies(&best_effort).resource_limits(limits(1)).liveliness(liveliness).build()
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

/// In what an offer does not meet what is asked, as RustDDS has found, with both sides' values.
pub(super) fn mismatch(offered: &QosPolicies, asked: &QosPolicies) -> String {
    // What an end does not say is DDS's default, and that differs in one policy.
    let offer = seen(offered, qos::Reliability::Reliable);
    let in_words = offer.mismatch(&seen(asked, qos::Reliability::BestEffort));
    in_words.unwrap_or_else(|| {
        format!("what ROS 2 does not have: offered {}, asked {}", foreign(offered), foreign(asked))
    })
}

/// In what an offer does not meet what is asked, where RustDDS finds that it does: it compares a kind of liveliness with
/// itself.
pub(super) fn overlooked(offered: &QosPolicies, asked: &QosPolicies) -> Option<String> {
    let rank = |qos: &QosPolicies| match qos.liveliness() {
        Some(Liveliness::Automatic { .. }) | None => 0,
        Some(Liveliness::ManualByParticipant { .. }) => 1,
        Some(Liveliness::ManualByTopic { .. }) => 2,
    };
    (rank(offered) < rank(asked)).then(|| mismatch(offered, asked))
}

/// What ROS 2 makes of an end's policies. Where DDS has more levels, it is the one that holds as much.
fn seen(qos: &QosPolicies, default: qos::Reliability) -> Qos {
    let time = |time: rustdds::Duration| (time != rustdds::Duration::INFINITE).then(|| rounded(time));
    let liveliness = qos.liveliness();
    Qos {
        reliability: match qos.reliability() {
            Some(Reliability::Reliable { .. }) => qos::Reliability::Reliable,
            Some(Reliability::BestEffort) => qos::Reliability::BestEffort,
            None => default,
        },
        durability: if is_durable(qos) { qos::Durability::TransientLocal } else { qos::Durability::Volatile },
        deadline: qos.deadline().and_then(|deadline| time(deadline.0)),
        liveliness: match liveliness {
            Some(Liveliness::Automatic { .. }) | None => qos::Liveliness::Automatic,
            Some(Liveliness::ManualByParticipant { .. } | Liveliness::ManualByTopic { .. }) => {
                qos::Liveliness::ManualByTopic
            }
        },
        lease: liveliness.and_then(|liveliness| time(liveliness.duration())),
        ..Qos::DEFAULT
    }
}

/// A fraction of 2^-32 s is no round number of nanoseconds: 100 ms would be 99.999999 ms.
fn rounded(duration: rustdds::Duration) -> Duration {
    let nanos = duration.to_nanoseconds().max(0).unsigned_abs();
    Duration::from_micros((nanos + 500) / 1000)
}

/// The policies that DDS compares and ROS 2 does not know, or not all levels of.
fn foreign(qos: &QosPolicies) -> String {
    let all = [
        qos.durability().map(|of| format!("{of:?}")),
        qos.liveliness().map(|of| format!("{of:?}")),
        qos.presentation().map(|of| format!("{of:?}")),
        qos.latency_budget().map(|of| format!("{of:?}")),
        qos.ownership().map(|of| format!("{of:?}")),
        qos.destination_order().map(|of| format!("{of:?}")),
    ];
    all.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rust_dds_and_the_judge_of_all_transports_refuse_the_same_pairs() {
        let ends = ends();
        let mut refused = 0;
        for (offered, asked) in ends.iter().flat_map(|offered| ends.iter().map(move |asked| (offered, asked)))
        {
            let (offer, demand) = (writer(offered), reader(asked));
            let by_rust_dds = offer.compliance_failure_wrt(&demand);
            let Some(told) = offered.mismatch(asked) else {
                assert_eq!(by_rust_dds, None, "{offered:?} for {asked:?}");
                assert_eq!(overlooked(&offer, &demand), None, "{offered:?} for {asked:?}");
                continue;
            };
            refused += 1;
            assert_eq!(mismatch(&offer, &demand), told, "it is the same where it has been on the wire");
            // RustDDS compares a kind of liveliness with itself: docs/upstream.md.
            let is_seen = told != "liveliness: offered automatic, asked manual by topic";
            assert_eq!(by_rust_dds.is_some(), is_seen, "{offered:?} for {asked:?}: {told}");
            assert!(is_seen || overlooked(&offer, &demand) == Some(told), "{offered:?} for {asked:?}");
        }
        assert!(refused > 1000, "{refused}");
    }

    /// One of each combination of what is compared.
    fn ends() -> Vec<Qos> {
        let times = [None, Some(Duration::from_millis(100)), Some(Duration::from_secs(2))];
        let mut ends = vec![Qos::DEFAULT, Qos::SENSOR_DATA];
        ends.extend_from_within(..);
        ends[2..].iter_mut().for_each(|end| end.durability = qos::Durability::TransientLocal);
        let manual = |end: &Qos| end.with_liveliness(qos::Liveliness::ManualByTopic);
        ends.extend(ends.clone().iter().map(manual));
        let deadlines = |end: Qos| times.map(|deadline| Qos { deadline, ..end });
        let leases = |end: Qos| times.map(|lease| Qos { lease, ..end });
        ends.into_iter().flat_map(deadlines).flat_map(leases).collect()
    }

    #[test]
    fn what_ros_does_not_have_is_told_with_both_values() {
        let persistent = QosPolicyBuilder::new().durability(Durability::Persistent).build();
        let told =
            mismatch(&writer(&Qos::DEFAULT.with_durability(qos::Durability::TransientLocal)), &persistent);
        assert!(told.contains("offered TransientLocal") && told.contains("asked Persistent"), "{told}");
    }
}
