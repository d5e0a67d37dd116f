//! The subscriber that `run` installs: the log on standard error, and `/rosout`.

use std::sync::Arc;

use tracing::level_filters::LevelFilter;
use tracing::subscriber::Interest;
use tracing::{Event, Metadata, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

use super::layer::{child_of, rosout, told};
use super::levels;
use super::node_log::NodeLog;
use crate::args::Args;
use crate::life::speaker;

/// Installs the subscriber, unless the program has one of its own.
///
/// The level comes from `ROSWEAVE_LOG` (error, warn, info, debug, trace, off); without it, it is info. What stands behind
/// `--ros-args` goes before the variable.
pub(crate) fn install(args: Option<&Args>) {
    let level = std::env::var("ROSWEAVE_LOG").ok().and_then(|level| level.parse().ok());
    levels::set_default(level.unwrap_or(LevelFilter::INFO));
    if let Some(args) = args {
        levels::apply(&args.ros);
    }
    let is_shown = args.is_none_or(|args| args.ros.stdout != Some(false));
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr()))
        .with_target(false);
    let subscriber =
        tracing_subscriber::registry().with(ByLogger).with(is_shown.then_some(lines)).with(rosout());
    // An error means that the program has one of its own.
    let _ = tracing::subscriber::set_global_default(subscriber);
}

/// Lets pass what the levels of loggers say: that of the node whose code speaks, or the program's.
struct ByLogger;

fn speaking() -> Option<Arc<NodeLog>> {
    speaker().and_then(|speaker| NodeLog::of(speaker.node))
}

impl<S: Subscriber> Layer<S> for ByLogger {
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        // Whose code it is shows when it runs.
        if *metadata.level() <= levels::most() { Interest::sometimes() } else { Interest::never() }
    }

    fn enabled(&self, metadata: &Metadata<'_>, _: Context<'_, S>) -> bool {
        let log = speaking();
        levels::may_pass(*metadata.level(), log.as_ref().map_or("", |log| &log.logger))
    }

    fn event_enabled(&self, event: &Event<'_>, _: Context<'_, S>) -> bool {
        let log = speaking();
        let logger = log.as_ref().map_or("", |log| &log.logger);
        let metadata = event.metadata();
        match metadata.fields().field("logger") {
            None => levels::passes(*metadata.level(), logger),
            Some(_) => levels::passes(*metadata.level(), &child_of(logger, told(event).child.as_deref())),
        }
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(levels::most())
    }
}
