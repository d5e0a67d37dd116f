//! From `tracing` events to the lines of a node's log.

use std::fmt::{self, Write};

use tracing::field::{Field, Visit};
use tracing::{Event, Metadata, Subscriber};
use tracing_subscriber::layer::{Context, Layer};

use super::levels;
use super::node_log::{Line, NodeLog};
use crate::life::{Speaker, speaker};

/// Brings what nodes log to `/rosout`: a layer for a program's own `tracing` subscriber.
///
/// [`run`](crate::run) and [`main!`](crate::main!) install a subscriber that has it.
pub fn rosout() -> Rosout {
    Rosout { _private: () }
}

/// The layer that [`rosout`] makes.
#[derive(Debug)]
pub struct Rosout {
    _private: (),
}

impl<S: Subscriber> Layer<S> for Rosout {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let Some(Speaker { node, callback }) = speaker() else { return };
        let Some(log) = NodeLog::of(node).filter(|log| log.takes(callback)) else { return };
        let metadata = event.metadata();
        let Told { text, child } = told(event);
        let logger = child_of(&log.logger, child.as_deref());
        if !levels::passes(*metadata.level(), &logger) {
            return;
        }
        log.add(Line {
            time: log.now(),
            severity: (*metadata.level()).into(),
            logger,
            text,
            file: metadata.file().unwrap_or_default(),
            function: callback.and_then(|at| log.function(at)).unwrap_or_else(|| of_module(metadata)),
            line: metadata.line().unwrap_or_default(),
        });
    }
}

/// Where no callback is known, the module says most.
fn of_module(metadata: &'static Metadata<'static>) -> &'static str {
    metadata.module_path().unwrap_or_default()
}

/// The name of a logger below another one.
pub(super) fn child_of(logger: &str, child: Option<&str>) -> String {
    match child {
        Some(child) if !child.is_empty() => format!("{logger}.{child}"),
        _ => logger.to_owned(),
    }
}

/// What an event says.
#[derive(Default)]
pub(super) struct Told {
    text: String,
    /// The logger below the node's that it is of.
    pub(super) child: Option<String>,
}

pub(super) fn told(event: &Event<'_>) -> Told {
    let mut told = Told::default();
    let mut fields = Fields { told: &mut told, fields: String::new() };
    event.record(&mut fields);
    let fields = fields.fields;
    told.text.push_str(&fields);
    told
}

/// The message first, and then the other fields, as the program's log has them.
struct Fields<'a> {
    told: &'a mut Told,
    fields: String,
}

impl Visit for Fields<'_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "logger" => self.told.child = Some(value.to_owned()),
            "message" => self.told.text.push_str(value),
            _ => self.record_debug(field, &value),
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        // Writing to a text fails where the value's own `Debug` does.
        let _ = match field.name() {
            "message" => write!(self.told.text, "{value:?}"),
            name => write!(self.fields, " {name}={value:?}"),
        };
    }
}
