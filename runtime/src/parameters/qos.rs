//! Quality of service by parameters: `qos_overrides./scan.subscription.depth`, as rclcpp declares them for ends of topics
//! that allow it. They are read-only: an end keeps what it starts with.

use std::time::Duration;

use super::check::Declared;
use super::value::{ParameterKind, ParameterValue, Values};
use crate::facts::parameter::ParameterTypeFacts;
use crate::facts::qos::{Durability, History, Qos, Reliability};

/// An end of a topic whose quality of service may be overridden.
#[derive(Clone, Debug)]
pub(crate) struct Overridable {
    /// The topic's full name, after remapping.
    pub(crate) topic: String,
    pub(crate) end: End,
    pub(crate) policies: &'static [Policy],
    /// What it has where nobody overrides it.
    pub(crate) qos: Qos,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Publisher,
    Subscription,
}

impl End {
    const fn name(self) -> &'static str {
        match self {
            End::Publisher => "publisher",
            End::Subscription => "subscription",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Policy {
    Depth,
    Durability,
    History,
    Reliability,
    Deadline,
    Lifespan,
}

/// Those of rclcpp's own ends.
pub(crate) const OF_EVERY_NODE: &[Policy] =
    &[Policy::Depth, Policy::Durability, Policy::History, Policy::Reliability];
/// Those of a publisher or subscription of the user's.
pub(crate) const OF_USERS: &[Policy] = &[
    Policy::Depth,
    Policy::Durability,
    Policy::History,
    Policy::Reliability,
    Policy::Deadline,
    Policy::Lifespan,
];

/// What leaves a policy as it is declared.
const DEFAULT: &str = "system_default";

impl Policy {
    const fn name(self) -> &'static str {
        match self {
            Policy::Depth => "depth",
            Policy::Durability => "durability",
            Policy::History => "history",
            Policy::Reliability => "reliability",
            Policy::Deadline => "deadline",
            Policy::Lifespan => "lifespan",
        }
    }

    const fn ty(self) -> ParameterTypeFacts<'static> {
        match self {
            Policy::Depth | Policy::Deadline | Policy::Lifespan => {
                ParameterTypeFacts::new(ParameterKind::Integer)
            }
            Policy::Durability => ParameterTypeFacts::choice(&["volatile", "transient_local", DEFAULT]),
            Policy::History => ParameterTypeFacts::choice(&["keep_last", "keep_all", DEFAULT]),
            Policy::Reliability => ParameterTypeFacts::choice(&["reliable", "best_effort", DEFAULT]),
        }
    }

    fn value(self, qos: &Qos) -> ParameterValue {
        let text = |text: &str| ParameterValue::String(text.to_owned());
        let nanos = |span: Option<Duration>| {
            let nanos = span.map_or(0, |span| span.as_nanos());
            ParameterValue::Integer(i64::try_from(nanos).unwrap_or(i64::MAX))
        };
        match self {
            Policy::Depth => match qos.history {
                History::KeepLast(depth) => ParameterValue::Integer(i64::try_from(depth).unwrap_or(i64::MAX)),
                History::KeepAll => ParameterValue::Integer(0),
            },
            Policy::Durability => text(match qos.durability {
                Durability::Volatile => "volatile",
                Durability::TransientLocal => "transient_local",
            }),
            Policy::History => text(match qos.history {
                History::KeepLast(_) => "keep_last",
                History::KeepAll => "keep_all",
            }),
            Policy::Reliability => text(match qos.reliability {
                Reliability::Reliable => "reliable",
                Reliability::BestEffort => "best_effort",
            }),
            Policy::Deadline => nanos(qos.deadline),
            Policy::Lifespan => nanos(qos.lifespan),
        }
    }

    /// Changes the policy, where the value says something of it.
    fn apply(self, value: &ParameterValue, qos: Qos) -> Qos {
        let span =
            |nanos: &i64| u64::try_from(*nanos).ok().filter(|nanos| *nanos > 0).map(Duration::from_nanos);
        match (self, value) {
            (Policy::Depth, ParameterValue::Integer(depth)) => match (qos.history, usize::try_from(*depth)) {
                (History::KeepLast(_), Ok(depth)) if depth > 0 => qos.with_history(History::KeepLast(depth)),
                _ => qos,
            },
            (Policy::Deadline, ParameterValue::Integer(nanos)) => Qos { deadline: span(nanos), ..qos },
            (Policy::Lifespan, ParameterValue::Integer(nanos)) => Qos { lifespan: span(nanos), ..qos },
            (_, ParameterValue::String(text)) => match text.as_str() {
                "volatile" => qos.with_durability(Durability::Volatile),
                "transient_local" => qos.with_durability(Durability::TransientLocal),
                "keep_all" => qos.with_history(History::KeepAll),
                "keep_last" if qos.history == History::KeepAll => qos.with_history(Qos::DEFAULT.history),
                "reliable" => qos.with_reliability(Reliability::Reliable),
                "best_effort" => qos.with_reliability(Reliability::BestEffort),
                _ => qos,
            },
            _ => qos,
        }
    }
}

impl Overridable {
    fn name(&self, policy: Policy) -> String {
        format!("qos_overrides.{}.{}.{}", self.topic, self.end.name(), policy.name())
    }

    /// The parameters, each with its value where nobody gives another one.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = (String, Declared, ParameterValue)> + '_ {
        self.policies.iter().map(|policy| {
            let (what, end, topic) = (policy.name(), self.end.name(), &self.topic);
            let declared = Declared {
                description: format!("qos policy {{{what}}} for {end} {{{topic}}}"),
                constraints: String::new(),
                ty: policy.ty(),
                range: None,
                read_only: true,
                implicit: false,
            };
            (self.name(*policy), declared, policy.value(&self.qos))
        })
    }

    /// What is wrong with a value beside its type.
    pub(crate) fn problem(name: &str, value: &ParameterValue) -> Option<String> {
        match value {
            ParameterValue::Integer(number) if *number < 0 => {
                Some(format!("Parameter {{{name}}} can not be {number}: it is no less than 0"))
            }
            _ => None,
        }
    }

    /// The quality of service that the node's parameters make of it. The history first: a depth is of one that keeps
    /// the last.
    pub(crate) fn applied(&self, values: &Values) -> Qos {
        let history = self.policies.iter().filter(|policy| **policy == Policy::History);
        let others = self.policies.iter().filter(|policy| **policy != Policy::History);
        history.chain(others).fold(self.qos, |qos, policy| match values.get(&self.name(*policy)) {
            Some(value) => policy.apply(value, qos),
            None => qos,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use super::*;

    fn scan(qos: Qos) -> Overridable {
        Overridable { topic: "/scan".to_owned(), end: End::Subscription, policies: OF_USERS, qos }
    }

    #[test]
    fn the_parameters_are_named_and_described_as_rclcpps() {
        let scan = scan(Qos::SENSOR_DATA);
        let told: Vec<_> = scan.parameters().map(|(name, _, value)| (name, value.to_string())).collect();
        let told: Vec<_> = told.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(
            told[..4],
            [
                ("qos_overrides./scan.subscription.depth", "5"),
                ("qos_overrides./scan.subscription.durability", "\"volatile\""),
                ("qos_overrides./scan.subscription.history", "\"keep_last\""),
                ("qos_overrides./scan.subscription.reliability", "\"best_effort\""),
            ]
        );
        let (_, declared, _) = scan.parameters().next().expect("there is one");
        assert_eq!(declared.description, "qos policy {depth} for subscription {/scan}");
        assert!(declared.read_only);
    }

    #[test]
    fn values_change_what_the_end_has() {
        let scan = scan(Qos::SENSOR_DATA);
        let given = |values: &[(Policy, ParameterValue)]| {
            let values = values.iter().map(|(policy, value)| (scan.name(*policy), value.clone()));
            scan.applied(&Arc::new(values.collect::<BTreeMap<_, _>>()))
        };
        assert_eq!(given(&[]), Qos::SENSOR_DATA);
        let reliable = given(&[(Policy::Reliability, "reliable".into()), (Policy::Depth, 20.into())]);
        let expected = Qos::SENSOR_DATA.with_reliability(Reliability::Reliable);
        assert_eq!(reliable, expected.with_history(History::KeepLast(20)));
        let all = given(&[(Policy::History, "keep_all".into()), (Policy::Depth, 20.into())]);
        assert_eq!(all.history, History::KeepAll);
        assert_eq!(given(&[(Policy::Reliability, DEFAULT.into())]), Qos::SENSOR_DATA);
        let deadline = given(&[(Policy::Deadline, 1_000_000.into())]).deadline;
        assert_eq!(deadline, Some(Duration::from_millis(1)));
    }
}
