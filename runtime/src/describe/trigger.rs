//! What starts a callback: from facts to a description, and back for the check.

use rosweave_describe::{
    ActionServer, Busy, Change, Missed, Server, Subscription, Timer, TimerClock, Topic, Trigger,
};

use crate::facts::qos::Qos;
use crate::facts::{self, CallbackFacts, NamedType, Period, Role};
use crate::life::Identity;

/// Under the names that the node runs with.
pub(super) fn described(facts: &CallbackFacts<'_>, identity: &Identity) -> Trigger {
    match facts.role {
        Role::Subscription { topics, message, ros_type, qos, .. } => {
            let heard = |&declared: &&str| {
                let topics = identity.topics(declared).into_iter();
                topics.map(|topic| Topic { topic, declared: declared.to_owned() }).collect::<Vec<_>>()
            };
            let mut topics = topics.iter().flat_map(heard);
            let Topic { topic, declared } = topics.next().unwrap_or_default();
            Trigger::Subscription(Subscription {
                topic,
                declared,
                message: message.to_owned(),
                ros_type: ros_type.map(|of| of.name.to_owned()),
                qos: qos.described(),
                more: topics.collect(),
            })
        }
        Role::Service { service, service_type, ros_type, .. } => Trigger::Service(Server {
            service: identity.resolve(service),
            declared: service.to_owned(),
            service_type: service_type.to_owned(),
            ros_type: ros_type.map(|of| of.name.to_owned()),
        }),
        Role::Change { parameters } => {
            let parameters = parameters.iter().map(|&name| name.to_owned()).collect();
            Trigger::Change(Change { parameters })
        }
        Role::Action { action, action_type, ros_type, busy, keep_result } => Trigger::Action(ActionServer {
            action: identity.resolve(action),
            declared: action.to_owned(),
            action_type: action_type.to_owned(),
            ros_type: ros_type.map(|of| of.name.to_owned()),
            busy: match busy {
                facts::Busy::Queue => Busy::Queue,
                facts::Busy::Reject => Busy::Reject,
                facts::Busy::Preempt => Busy::Preempt,
            },
            keep_result,
        }),
        Role::Timer { period, once, missed, clock } => Trigger::Timer(Timer {
            period: identity.period(facts.name, period).unwrap_or_default(),
            declared: match period {
                Period::Of(_) => None,
                Period::Parameter { written, .. } => Some(written.to_owned()),
            },
            once,
            missed: match missed {
                facts::Missed::Skip => Missed::Skip,
                facts::Missed::Delay => Missed::Delay,
                facts::Missed::Burst => Missed::Burst,
            },
            clock: match clock {
                facts::TimerClock::Node => TimerClock::Node,
                facts::TimerClock::Steady => TimerClock::Steady,
            },
        }),
    }
}

/// What plays no part in the check is left at anything.
pub(super) fn role(trigger: &Trigger) -> Role<'_> {
    match trigger {
        Trigger::Subscription(subscription) => Role::Subscription {
            topics: &[],
            message: &subscription.message,
            ros_type: subscription.ros_type.as_deref().map(NamedType::new),
            rust_type: None,
            qos: Qos::DEFAULT,
            overridable: false,
        },
        Trigger::Service(server) => {
            let ros_type = server.ros_type.as_deref().map(NamedType::new);
            let (service, service_type) = (&server.service, &server.service_type);
            Role::Service { service, service_type, ros_type, rust_type: None }
        }
        Trigger::Change(_) => Role::Change { parameters: &[] },
        Trigger::Action(server) => Role::Action {
            action: &server.action,
            action_type: &server.action_type,
            ros_type: server.ros_type.as_deref().map(NamedType::new),
            busy: facts::Busy::Queue,
            keep_result: server.keep_result,
        },
        Trigger::Timer(timer) => Role::Timer {
            period: Period::Of(timer.period),
            once: timer.once,
            missed: facts::Missed::Skip,
            clock: facts::TimerClock::Node,
        },
    }
}
