//! The levels of loggers, one table for the whole program as in ROS 2: a logger without one has that of the logger above
//! it, up to the program's.

#![cfg_attr(not(feature = "log"), allow(dead_code, reason = "lines come from its layer"))]

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use tracing::level_filters::LevelFilter;

use super::severity::Severity;
use crate::args::ros::RosArgs;
use crate::rt::sync::lock;

static LEVELS: Mutex<Option<Levels>> = Mutex::new(None);

/// As many loggers can have a level of their own: names come from outside.
const MAX_LOGGERS: usize = 1000;

#[derive(Clone, Debug)]
struct Levels {
    /// Of whatever has none, and whether somebody has asked for it.
    default: LevelFilter,
    loggers: BTreeMap<String, Severity>,
    /// What has been applied: the arguments of a program count once, and not again with each node that starts.
    args: Option<Arc<RosArgs>>,
}

impl Default for Levels {
    fn default() -> Levels {
        Levels { default: LevelFilter::INFO, loggers: BTreeMap::new(), args: None }
    }
}

/// What of a level passes; `Unset` says nothing.
fn filter(severity: Severity) -> Option<LevelFilter> {
    match severity {
        Severity::Unset => None,
        Severity::Debug => Some(LevelFilter::DEBUG),
        Severity::Info => Some(LevelFilter::INFO),
        Severity::Warn => Some(LevelFilter::WARN),
        // `tracing` has nothing above an error.
        Severity::Error | Severity::Fatal => Some(LevelFilter::ERROR),
    }
}

impl Levels {
    /// The level of a logger, or of the closest one above it that has one.
    fn effective(&self, logger: &str) -> LevelFilter {
        let mut name = logger;
        loop {
            if let Some(level) = self.loggers.get(name).and_then(|severity| filter(*severity)) {
                return level;
            }
            match name.rsplit_once('.') {
                Some((above, _)) => name = above,
                None => return self.default,
            }
        }
    }

    /// The most that passes of a logger, or of one below it.
    fn most(&self, logger: &str) -> LevelFilter {
        let is_below = |name: &str| name.strip_prefix(logger).is_some_and(|rest| rest.starts_with('.'));
        let below = self.loggers.iter().filter(|(name, _)| is_below(name));
        below
            .filter_map(|(_, severity)| filter(*severity))
            .max()
            .max(Some(self.effective(logger)))
            .unwrap_or(self.default)
    }

    fn set(&mut self, logger: &str, severity: Severity) {
        if logger.is_empty() {
            self.default = filter(severity).unwrap_or(LevelFilter::INFO);
        } else {
            self.loggers.insert(logger.to_owned(), severity);
        }
    }
}

fn with<T>(look: impl FnOnce(&mut Levels) -> T) -> T {
    look(lock(&LEVELS).get_or_insert_default())
}

/// Whether an event of this level passes for a logger.
pub(crate) fn passes(level: tracing::Level, logger: &str) -> bool {
    with(|levels| level <= levels.effective(logger))
}

/// Whether an event of this level may pass for a logger or one below it.
pub(crate) fn may_pass(level: tracing::Level, logger: &str) -> bool {
    with(|levels| level <= levels.most(logger))
}

/// The most that passes of any logger.
pub(crate) fn most() -> LevelFilter {
    with(|levels| {
        let of_loggers = levels.loggers.values().filter_map(|severity| filter(*severity));
        of_loggers.max().max(Some(levels.default)).unwrap_or(levels.default)
    })
}

/// The level that a logger itself has.
pub(crate) fn own(logger: &str) -> Severity {
    with(|levels| match logger {
        "" => match levels.default.into_level() {
            Some(level) => level.into(),
            None => Severity::Fatal,
        },
        _ => levels.loggers.get(logger).copied().unwrap_or(Severity::Unset),
    })
}

/// Gives a logger a level; the one without a name stands for all.
///
/// # Errors
/// Where too many have one.
pub(crate) fn set(logger: &str, severity: Severity) -> Result<(), String> {
    with(|levels| {
        if !levels.loggers.contains_key(logger) && levels.loggers.len() >= MAX_LOGGERS {
            return Err(format!(
                "{MAX_LOGGERS} loggers have a level of their own, and there is no room for more"
            ));
        }
        levels.set(logger, severity);
        Ok(())
    })?;
    tracing::callsite::rebuild_interest_cache();
    Ok(())
}

/// The level of whatever has none, where nothing else says so.
#[cfg(feature = "log")]
pub(crate) fn set_default(level: LevelFilter) {
    with(|levels| levels.default = level);
    tracing::callsite::rebuild_interest_cache();
}

/// Applies what the program's arguments say, once.
pub(crate) fn apply(args: &Arc<RosArgs>) {
    if args.level.is_none() && args.levels.is_empty() {
        return;
    }
    with(|levels| {
        if levels.args.as_ref().is_some_and(|applied| **applied == **args) {
            return;
        }
        levels.args = Some(args.clone());
        if let Some(severity) = args.level {
            levels.set("", severity);
        }
        for (logger, severity) in &args.levels {
            levels.set(logger, *severity);
        }
    });
    tracing::callsite::rebuild_interest_cache();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn levels(given: &[(&str, Severity)]) -> Levels {
        let mut levels = Levels::default();
        given.iter().for_each(|(logger, severity)| levels.set(logger, *severity));
        levels
    }

    #[test]
    fn a_logger_has_the_level_of_the_closest_one_above_it() {
        let levels =
            levels(&[("arm", Severity::Debug), ("arm.planner", Severity::Error), ("arm.x", Severity::Unset)]);
        assert_eq!(levels.effective("arm"), LevelFilter::DEBUG);
        assert_eq!(levels.effective("arm.planner.deep"), LevelFilter::ERROR);
        assert_eq!(levels.effective("arm.x"), LevelFilter::DEBUG);
        assert_eq!(levels.effective("army"), LevelFilter::INFO);
        assert_eq!(levels.effective(""), LevelFilter::INFO);
    }

    #[test]
    fn the_most_of_those_below_may_pass() {
        let levels = levels(&[("", Severity::Warn), ("arm.planner", Severity::Debug)]);
        assert_eq!(levels.most("arm"), LevelFilter::DEBUG);
        assert_eq!(levels.most("ar"), LevelFilter::WARN);
        assert_eq!(levels.most("arm.planner.x"), LevelFilter::DEBUG);
    }
}
