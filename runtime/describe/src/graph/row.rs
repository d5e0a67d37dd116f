//! Rows: what a node has.

use crate::ends::{AnyClient, ClientKind};
use crate::fit;
use crate::model::{Callback, Group, Mode, Node, Publisher, Trigger};
use crate::words;

/// What a row stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RowKind {
    Subscription,
    Service,
    Timer,
    Change,
    Client,
    Action,
    ActionClient,
    Publisher,
}

/// A callback, a client or a publisher.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) kind: RowKind,
    pub(crate) name: String,
    pub(crate) detail: String,
    /// A word at the row's end.
    pub(crate) tag: &'static str,
    pub(crate) tooltip: String,
    /// Whether a cycle goes through it.
    pub(crate) marked: bool,
}

impl Row {
    pub(crate) fn callback(node: &Node, callback: &Callback) -> Row {
        let Callback { name, doc, mode, trigger, .. } = callback;
        let handles = node.timer_handles.iter().filter(|handle| handle.callback == *name);
        let handles: Vec<&str> = handles.map(|handle| handle.field.as_str()).collect();
        let does = trigger.in_words();
        let (kind, detail, more) = match trigger {
            Trigger::Subscription(of) => (
                RowKind::Subscription,
                format!("hears, {}", of.qos.in_short()),
                format!(" ({}), {}", of.message, of.qos.in_words()),
            ),
            Trigger::Service(of) => (
                RowKind::Service,
                format!("serves {}", last_part(&of.service)),
                format!(" ({})", of.service_type),
            ),
            Trigger::Action(of) => (
                RowKind::Action,
                format!("executes {}", last_part(&of.action)),
                format!(" ({}), {}", of.action_type, of.in_words()),
            ),
            Trigger::Timer(timer) => (RowKind::Timer, timer.in_short(), String::new()),
            Trigger::Change(change) => (RowKind::Change, change.in_words(), String::new()),
        };
        let detail = with_handles(detail, &handles);
        let tag = match mode {
            Mode::Sync => "",
            Mode::Blocking => "may block",
            Mode::Async => "async",
        };
        let mut tooltip = with_handles(format!("{name}: {does}{more}"), &handles);
        tooltip += &format!("; in {}", words::group_title(&callback.group));
        for wait in &callback.waits {
            tooltip += &format!("\n{} {}{}", mode.waits(), wait.awaited.in_words(), wait.client);
            tooltip += if wait.assumed { " (assumed: its context leaves the impl block)" } else { "" };
        }
        Row::new(kind, name, detail, tag, tooltip, doc)
    }

    pub(crate) fn client(client: &AnyClient<'_>) -> Row {
        let AnyClient { field, doc, end, .. } = client;
        let (kind, noun, asks, comes) = match client.kind {
            ClientKind::Service => (RowKind::Client, "client", "calls", "its replies come"),
            ClientKind::Action => {
                (RowKind::ActionClient, "action client", "sends goals to", "what comes back comes")
            }
        };
        let limit = client.timeout.map_or_else(|| "no timeout".to_owned(), words::duration);
        let tooltip = format!(
            "{field}: {asks} {} ({}), {limit}; {comes} through {}",
            end.name,
            end.ty,
            words::group_title(client.group)
        );
        Row::new(kind, field, format!("{noun}, {limit}"), "", tooltip, doc)
    }

    pub(crate) fn publisher(publisher: &Publisher) -> Row {
        let Publisher { field, doc, topic, message, qos, .. } = publisher;
        let tooltip = format!("{field}: publishes {topic} ({message}), {}", qos.in_words());
        Row::new(RowKind::Publisher, field, format!("publishes, {}", qos.in_short()), "", tooltip, doc)
    }

    fn new(kind: RowKind, name: &str, detail: String, tag: &'static str, tooltip: String, doc: &str) -> Row {
        Row {
            kind,
            name: fit::one_line(name),
            detail: fit::one_line(&detail),
            tag,
            tooltip: with_doc(tooltip, doc),
            marked: false,
        }
    }

    /// How many columns it would like to have.
    pub(crate) fn columns(&self) -> usize {
        let tag = if self.tag.is_empty() { 0 } else { self.tag.len() + 1 };
        // The second line is set smaller.
        (fit::width(&self.name) + tag).max((fit::width(&self.detail) * 11).div_ceil(13))
    }
}

fn with_handles(text: String, handles: &[&str]) -> String {
    match handles {
        [] => text,
        handles => format!("{text}, handle {}", handles.join(", ")),
    }
}

/// Enough of a service's name beside the line that leads to the whole one.
fn last_part(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// A tooltip with the doc comment below it.
pub(crate) fn with_doc(text: String, doc: &str) -> String {
    match doc.trim() {
        "" => text,
        doc => format!("{text}\n{doc}"),
    }
}

pub(crate) fn group_tooltip(group: &Group) -> String {
    with_doc(format!("group {}, {}", group.title(), group.in_words()), &group.doc)
}
