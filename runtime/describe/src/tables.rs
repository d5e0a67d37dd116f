//! Tables, the same in every format that has any.

use crate::ends::{AnyClient, ClientKind, End, Join};
use crate::fit;
use crate::model::{Callback, Description, Node};
use crate::words;

/// A table with a title. It has at least one row.
#[derive(Clone, Debug)]
pub struct Table {
    /// What the rows are.
    pub title: &'static str,
    /// The names of the columns. Some have none.
    pub head: &'static [&'static str],
    /// The rows, each with a cell for each column.
    pub rows: Vec<Vec<Cell>>,
}

/// The column of doc comments. It is the last one.
pub const ABOUT: &str = "about";

/// What stands in a cell.
#[derive(Clone, Debug)]
pub enum Cell {
    /// A name or a type of the source.
    Code(String),
    /// Several of them.
    Codes(Vec<String>),
    /// Words of ours.
    Words(String),
    /// The first paragraph of a doc comment.
    Doc(String),
}

impl Cell {
    /// Whether nothing stands in it.
    pub fn is_empty(&self) -> bool {
        match self {
            Cell::Code(text) | Cell::Words(text) | Cell::Doc(text) => text.is_empty(),
            Cell::Codes(texts) => texts.is_empty(),
        }
    }
}

fn code(text: &str) -> Cell {
    Cell::Code(fit::one_line(text))
}

fn codes<'a>(texts: impl Iterator<Item = &'a str>) -> Cell {
    Cell::Codes(texts.map(fit::one_line).collect())
}

fn doc(text: &str) -> Cell {
    Cell::Doc(fit::summary(text))
}

/// A group's name; the default group's is none of the source.
fn group(name: &str) -> Cell {
    match words::group_title(name) {
        title if title == name => code(name),
        title => Cell::Words(title.to_owned()),
    }
}

/// The tables of a node that have something in them, without columns that are empty.
pub fn of_node(node: &Node) -> Vec<Table> {
    let tables = [
        Table {
            title: "Groups",
            head: &["group", "kind", "callbacks", "replies of", ABOUT],
            rows: node.groups.iter().map(|each| group_row(node, each)).collect(),
        },
        Table {
            title: "Subscriptions",
            head: &["topic", "type", "quality of service", "group", "callback", ABOUT],
            rows: subscriptions(node),
        },
        Table {
            title: "Publishers",
            head: &["topic", "type", "quality of service", "field", ABOUT],
            rows: publishers(node),
        },
        Table {
            title: "Services",
            head: &["service", "type", "group", "callback", ABOUT],
            rows: services(node),
        },
        Table {
            title: "Clients",
            head: &["service", "type", "timeout", "group", "field", ABOUT],
            rows: clients(node, ClientKind::Service),
        },
        Table {
            title: "Actions",
            head: &["action", "type", "goals", "group", "callback", ABOUT],
            rows: actions(node),
        },
        Table {
            title: "Action clients",
            head: &["action", "type", "timeout", "group", "field", ABOUT],
            rows: clients(node, ClientKind::Action),
        },
        timers(node),
        Table { title: "Changes", head: &["runs", "group", "callback", ABOUT], rows: changes(node) },
        Table {
            title: "Parameters",
            head: &["parameter", "type", "default", "range", "", ABOUT],
            rows: parameters(node),
        },
        Table { title: "Waits", head: &["callback", "", "client", "seen"], rows: waits(node) },
    ];
    tables.into_iter().filter(|table| !table.rows.is_empty()).map(Table::without_empty_columns).collect()
}

/// What joins several nodes: the topics, services and actions that somebody sends to and somebody receives from.
pub fn of_joins(description: &Description) -> Option<Table> {
    let nodes = &description.nodes;
    let mut rows = Vec::new();
    let mut add = |end: &End<'_>, from: Vec<String>, to: Vec<String>| {
        if !from.is_empty() && !to.is_empty() {
            let noun = Cell::Words(end.join.noun().to_owned());
            rows.push(vec![code(end.name), noun, Cell::Codes(from), Cell::Codes(to)]);
        }
    };
    let full = |node: &Node| fit::one_line(&node.full_name());
    let sent = |join| nodes.iter().flat_map(Node::sending).filter(move |end| end.join == join);
    for end in Join::ALL.into_iter().flat_map(|join| unique(sent(join))) {
        let from = nodes.iter().filter(|node| node.sending().any(|other| other.meets(&end))).map(full);
        let to = nodes.iter().filter(|node| node.receiving().any(|other| other.meets(&end))).map(full);
        add(&end, from.collect(), to.collect());
    }
    if rows.is_empty() {
        return None;
    }
    Some(Table { title: "Joined by", head: &["name", "", "from", "to"], rows })
}

/// Each once, in the order in which they come.
fn unique<'a>(ends: impl Iterator<Item = End<'a>>) -> Vec<End<'a>> {
    let mut seen = std::collections::BTreeSet::new();
    ends.filter(|end| seen.insert(end.name)).collect()
}

impl Table {
    fn without_empty_columns(mut self) -> Table {
        // The last ones alone: the others say something by being empty.
        while let Some(last) = self.head.len().checked_sub(1)
            && self.rows.iter().all(|row| row[last].is_empty())
        {
            self.head = &self.head[..last];
            self.rows.iter_mut().for_each(|row| row.truncate(last));
        }
        self
    }
}

fn group_row(node: &Node, each: &crate::model::Group) -> Vec<Cell> {
    let callbacks = node.callbacks.iter().filter(|callback| callback.group == each.name);
    let clients = node.any_clients().filter(|client| client.group == each.name);
    vec![
        group(&each.name),
        Cell::Words(each.in_words()),
        codes(callbacks.map(|callback| &*callback.name)),
        codes(clients.map(|client| client.field)),
        doc(&each.doc),
    ]
}

fn subscriptions(node: &Node) -> Vec<Vec<Cell>> {
    // A row for each topic. What is said of the callback stands below the last one.
    let rows = |(callback, each): (&Callback, &crate::model::Subscription)| {
        let last = each.more.len();
        let row = |(at, topic): (usize, &str)| {
            vec![
                code(topic),
                code(&each.message),
                Cell::Words(each.qos.in_words()),
                group(&callback.group),
                code(&callback.name),
                doc(if at == last { &callback.doc } else { "" }),
            ]
        };
        each.topics().enumerate().map(row).collect::<Vec<_>>()
    };
    node.subscriptions().flat_map(rows).collect()
}

fn publishers(node: &Node) -> Vec<Vec<Cell>> {
    let row = |each: &crate::model::Publisher| {
        let qos = Cell::Words(each.qos.in_words());
        vec![code(&each.topic), code(&each.message), qos, code(&each.field), doc(&each.doc)]
    };
    node.publishers.iter().map(row).collect()
}

fn services(node: &Node) -> Vec<Vec<Cell>> {
    let row = |(callback, each): (&Callback, &crate::model::Server)| {
        vec![
            code(&each.service),
            code(&each.service_type),
            group(&callback.group),
            code(&callback.name),
            doc(&callback.doc),
        ]
    };
    node.services().map(row).collect()
}

fn clients(node: &Node, kind: ClientKind) -> Vec<Vec<Cell>> {
    let row = |each: AnyClient<'_>| {
        vec![
            code(each.end.name),
            code(each.end.ty),
            Cell::Words(each.timeout.map_or_else(|| "none".to_owned(), words::duration)),
            group(each.group),
            code(each.field),
            doc(each.doc),
        ]
    };
    node.any_clients().filter(|each| each.kind == kind).map(row).collect()
}

fn actions(node: &Node) -> Vec<Vec<Cell>> {
    let row = |(callback, each): (&Callback, &crate::model::ActionServer)| {
        vec![
            code(&each.action),
            code(&each.action_type),
            Cell::Words(each.in_words()),
            group(&callback.group),
            code(&callback.name),
            doc(&callback.doc),
        ]
    };
    node.actions().map(row).collect()
}

/// With a column for handles where there is one: few timers have any.
fn timers(node: &Node) -> Table {
    let has_handles = !node.timer_handles.is_empty();
    let row = |(callback, each): (&Callback, &crate::model::Timer)| {
        let handles = node.timer_handles.iter().filter(|handle| handle.callback == callback.name);
        let mut row = vec![Cell::Words(each.in_words()), group(&callback.group), code(&callback.name)];
        row.extend(has_handles.then(|| codes(handles.map(|handle| &*handle.field))));
        row.push(doc(&callback.doc));
        row
    };
    let head: &'static [&'static str] = if has_handles {
        &["runs", "group", "callback", "handle", ABOUT]
    } else {
        &["runs", "group", "callback", ABOUT]
    };
    Table { title: "Timers", head, rows: node.timers().map(row).collect() }
}

fn changes(node: &Node) -> Vec<Vec<Cell>> {
    let row = |(callback, each): (&Callback, &crate::model::Change)| {
        let words = Cell::Words(fit::one_line(&each.in_words()));
        vec![words, group(&callback.group), code(&callback.name), doc(&callback.doc)]
    };
    node.changes().map(row).collect()
}

fn parameters(node: &Node) -> Vec<Vec<Cell>> {
    let row = |each: &crate::model::Parameter| {
        let default = each.default.as_deref().map_or_else(|| Cell::Words("none".to_owned()), code);
        let range = match (&each.range, each.choices.as_slice()) {
            (Some(range), _) => range.clone(),
            (None, choices) => choices.join(", "),
        };
        let read_only = if each.read_only { "read-only" } else { "" };
        vec![
            code(&each.name),
            code(&each.value_type),
            default,
            Cell::Words(fit::one_line(&range)),
            Cell::Words(read_only.to_owned()),
            doc(&each.doc),
        ]
    };
    node.parameters.iter().map(row).collect()
}

/// One row for each callback, client and what is waited for, however many calls there are.
fn waits(node: &Node) -> Vec<Vec<Cell>> {
    let mut rows = Vec::new();
    for callback in &node.callbacks {
        let mut told = std::collections::BTreeSet::new();
        for wait in &callback.waits {
            if !told.insert((&wait.client, wait.awaited, wait.assumed)) {
                continue;
            }
            let seen = match (wait.assumed, &wait.through) {
                (true, _) => "assumed: its context leaves the impl block".to_owned(),
                (false, None) => "in its body".to_owned(),
                (false, Some(method)) => format!("through {}", fit::one_line(method)),
            };
            rows.push(vec![
                code(&callback.name),
                Cell::Words(
                    format!("{} {}", callback.mode.waits(), wait.awaited.in_words()).trim_end().to_owned(),
                ),
                code(&wait.client),
                Cell::Words(seen),
            ]);
        }
    }
    rows
}
