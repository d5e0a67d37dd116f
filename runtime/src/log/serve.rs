//! `/rosout`, and the services that show and set the levels of loggers. Answered by the keeper.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use super::levels;
use super::node_log::{Line, NodeLog};
use super::severity::Severity;
use crate::error::TransportError;
use crate::facts::Role;
use crate::facts::qos::{Durability, History, Qos, Reliability};
use crate::group::task::{BUDGET, yield_now};
use crate::life::Life;
use crate::msgs::rcl_interfaces::msg::{Log, LoggerLevel, SetLoggerLevelsResult};
use crate::msgs::rcl_interfaces::srv::{
    GetLoggerLevels, GetLoggerLevelsResponse, SetLoggerLevels, SetLoggerLevelsResponse,
};
use crate::parameters::serve::server;
use crate::rt::BoxFuture;
use crate::transport::{Carries, PublisherPort, Serves};

const TOPIC: &str = "/rosout";

/// As rcl publishes it.
const QOS: Qos = Qos {
    history: History::KeepLast(1000),
    reliability: Reliability::Reliable,
    durability: Durability::TransientLocal,
    lifespan: Some(Duration::from_secs(10)),
    ..Qos::DEFAULT
};

/// The task that publishes what the node logs. It ends when the node is cancelled, and all is published.
pub(crate) fn rosout<T: Carries<Log>>(
    node: &T::Node,
    life: &Arc<Life>,
) -> Result<BoxFuture<'static, ()>, TransportError> {
    let topic = life.identity.resolve_topic(TOPIC);
    let publisher = |qos: &Qos| <T as Carries<Log>>::publisher(node, &topic, qos);
    // Not every transport can have messages grow old.
    let port = publisher(&QOS).or_else(|_| publisher(&Qos { lifespan: None, ..QOS }))?;
    let hears = |role: &Role<'_>| match role {
        Role::Subscription { topics, .. } => {
            topics.iter().flat_map(|heard| life.identity.topics(heard)).any(|heard| heard == topic)
        }
        _ => false,
    };
    let callbacks = life.facts.callbacks.iter().enumerate();
    life.log.open(callbacks.filter(|(_, facts)| hears(&facts.role)).map(|(at, _)| at).collect());
    let life = life.clone();
    Ok(Box::pin(async move {
        let mut cancelled = Box::pin(async { life.cancelled.raised().await });
        let mut is_cancelled = false;
        let mut budget = BUDGET;
        loop {
            let next = poll_fn(|context| {
                is_cancelled = is_cancelled || cancelled.as_mut().poll(context).is_ready();
                match life.log.poll_line(context) {
                    Poll::Ready(line) => Poll::Ready(Some(line)),
                    Poll::Pending if is_cancelled => Poll::Ready(None),
                    Poll::Pending => Poll::Pending,
                }
            });
            let Some((line, lost)) = next.await else { return };
            if publish(&*port, &life.log, line, lost).is_none() {
                return;
            }
            budget -= 1;
            if budget == 0 {
                budget = BUDGET;
                yield_now().await;
            }
        }
    }))
}

/// Publishes a line, and before it how many were lost; `None` where nobody can hear any more.
fn publish(port: &dyn PublisherPort<Log>, log: &NodeLog, line: Line, lost: u64) -> Option<()> {
    if lost > 0 {
        let text = format!("{lost} lines of the log were dropped: more came than are kept");
        let (logger, severity) = (log.logger.clone(), Severity::Warn);
        let notice = Line { severity, logger, text, file: file!(), function: "publish", ..line };
        port.publish(Arc::new(message(notice))).ok()?;
    }
    port.publish(Arc::new(message(line))).ok()
}

fn message(line: Line) -> Log {
    Log {
        stamp: line.time.into(),
        level: line.severity.number(),
        name: line.logger,
        msg: line.text,
        file: line.file.to_owned(),
        function: line.function.to_owned(),
        line: line.line,
    }
}

/// The task that answers for the levels of loggers.
pub(crate) fn services<T: Serves<GetLoggerLevels> + Serves<SetLoggerLevels>>(
    node: &T::Node,
    life: &Arc<Life>,
) -> Result<BoxFuture<'static, ()>, TransportError> {
    let mut get = server::<T, GetLoggerLevels>(node, life, "~/get_logger_levels")?;
    let mut set = server::<T, SetLoggerLevels>(node, life, "~/set_logger_levels")?;
    Ok(Box::pin(async move {
        loop {
            poll_fn(|context| {
                if let Poll::Ready(asked) = crate::parameters::serve::poll(&mut get, context) {
                    let levels = asked.request.names.into_iter().map(level).collect();
                    asked.responder.send(GetLoggerLevelsResponse { levels });
                } else if let Poll::Ready(asked) = crate::parameters::serve::poll(&mut set, context) {
                    let results = asked.request.levels.iter().map(set_level).collect();
                    asked.responder.send(SetLoggerLevelsResponse { results });
                } else {
                    return Poll::Pending;
                }
                Poll::Ready(())
            })
            .await;
            yield_now().await;
        }
    }))
}

fn level(name: String) -> LoggerLevel {
    LoggerLevel { level: levels::own(&name).number().into(), name }
}

fn set_level(LoggerLevel { name, level }: &LoggerLevel) -> SetLoggerLevelsResult {
    let set = match Severity::of_number(*level) {
        Some(severity) => levels::set(name, severity),
        None if *level > Severity::Fatal.number().into() => {
            Err("Invalid severity level specified for logger".to_owned())
        }
        None => Err("Unable to determine severity_string for severity".to_owned()),
    };
    let reason = set.err().unwrap_or_default();
    SetLoggerLevelsResult { successful: reason.is_empty(), reason }
}
