//! Rows: what a node has.

use crate::fit;
use crate::model::{ActionClient, Callback, Client, Group, Mode, Node, Publisher, Trigger};
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
        let (kind, detail, what) = match trigger {
            Trigger::Subscription(subscription) => (
                RowKind::Subscription,
                format!("hears, {}", subscription.qos.in_short()),
                format!(
                    "{}: hears {} ({}), {}",
                    name,
                    words::joined(subscription.topics()),
                    subscription.message,
                    subscription.qos.in_words()
                ),
            ),
            Trigger::Service(server) => (
                RowKind::Service,
                format!("serves {}", last_part(&server.service)),
                format!("{name}: serves {} ({})", server.service, server.service_type),
            ),
            Trigger::Action(server) => (
                RowKind::Action,
                format!("executes {}", last_part(&server.action)),
                format!("{name}: executes {} ({}), {}", server.action, server.action_type, server.in_words()),
            ),
            Trigger::Timer(timer) => {
                (RowKind::Timer, timer.in_short(), format!("{name}: {}", timer.in_words()))
            }
            Trigger::Change(change) => {
                (RowKind::Change, change.in_words(), format!("{name}: runs {}", change.in_words()))
            }
        };
        let detail = with_handles(detail, &handles);
        let tag = match mode {
            Mode::Sync => "",
            Mode::Blocking => "may block",
            Mode::Async => "async",
        };
        let mut tooltip = with_handles(what, &handles);
        tooltip += &format!("; in {}", words::group_title(&callback.group));
        for wait in &callback.waits {
            tooltip += &format!("\n{} {}{}", mode.waits(), wait.awaited.in_words(), wait.client);
            tooltip += if wait.assumed { " (assumed: its context leaves the impl block)" } else { "" };
        }
        Row::new(kind, name, detail, tag, tooltip, doc)
    }

    pub(crate) fn client(client: &Client) -> Row {
        let Client { field, doc, service, service_type, group, timeout, .. } = client;
        let limit = timeout.map_or_else(|| "no timeout".to_owned(), words::duration);
        let tooltip = format!(
            "{field}: calls {service} ({service_type}), {limit}; its replies come through {}",
            words::group_title(group)
        );
        Row::new(RowKind::Client, field, format!("client, {limit}"), "", tooltip, doc)
    }

    pub(crate) fn action_client(client: &ActionClient) -> Row {
        let ActionClient { field, doc, action, action_type, group, timeout, .. } = client;
        let limit = timeout.map_or_else(|| "no timeout".to_owned(), words::duration);
        let tooltip = format!(
            "{field}: sends goals to {action} ({action_type}), {limit}; what comes back comes through {}",
            words::group_title(group)
        );
        Row::new(RowKind::ActionClient, field, format!("action client, {limit}"), "", tooltip, doc)
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
