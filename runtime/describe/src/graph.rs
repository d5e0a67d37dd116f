//! What stands in a picture and what is joined to what, before anybody knows where.

mod row;

use std::collections::BTreeMap;
use std::ops::Range;

use crate::ends::{AnyClient, End, Join};
use crate::fit;
use crate::model::{Callback, Cycle, Description, GroupKind, Mode, Node};
pub(crate) use row::{Row, RowKind};
use row::{group_tooltip, with_doc};

/// All of a description as boxes and lines.
#[derive(Debug, Default)]
pub(crate) struct Graph {
    pub(crate) nodes: Vec<NodeBox>,
    pub(crate) groups: Vec<GroupBox>,
    /// Node by node, group by group, each node's publishers last.
    pub(crate) rows: Vec<Row>,
    pub(crate) pills: Vec<Pill>,
    pub(crate) links: Vec<Link>,
    pub(crate) arcs: Vec<Arc>,
    /// What is wrong, in words.
    pub(crate) messages: Vec<String>,
}

#[derive(Debug)]
pub(crate) struct NodeBox {
    pub(crate) name: String,
    pub(crate) type_name: String,
    pub(crate) tooltip: String,
    pub(crate) groups: Range<usize>,
    /// Its rows that are in no group.
    pub(crate) publishers: Range<usize>,
}

#[derive(Debug)]
pub(crate) struct GroupBox {
    pub(crate) name: String,
    pub(crate) kind: GroupKind,
    pub(crate) kind_in_words: String,
    pub(crate) tooltip: String,
    pub(crate) rows: Range<usize>,
    pub(crate) marked: bool,
}

impl GroupBox {
    /// What stands at the end of its head.
    pub(crate) fn note(&self) -> String {
        let marked = if self.marked { ", in the cycle" } else { "" };
        format!("{}{marked}", self.kind_in_words)
    }

    /// How many columns its head would like to have. The note is set smaller.
    pub(crate) fn columns(&self) -> usize {
        fit::width(&self.name) + 3 + self.note().len() * 11 / 13
    }
}

/// A topic, a service or an action.
#[derive(Debug)]
pub(crate) struct Pill {
    pub(crate) join: Join,
    pub(crate) name: String,
    pub(crate) ty: String,
    /// Whether somebody in the picture sends to it.
    pub(crate) sent: bool,
    /// Whether somebody in the picture receives from it.
    pub(crate) received: bool,
}

/// A line between a row and a topic, service or action. An action's stands for goals, feedback and results.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Link {
    pub(crate) pill: usize,
    pub(crate) row: usize,
    pub(crate) flow: Flow,
    pub(crate) marked: bool,
}

/// Where a line's arrow points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flow {
    ToRow,
    ToPill,
}

/// A callback's waiting for a client's reply.
#[derive(Debug)]
pub(crate) struct Arc {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) awaits: bool,
    pub(crate) assumed: bool,
    /// How many arcs before it lead to the same client.
    pub(crate) order: usize,
    pub(crate) tooltip: String,
    /// The numbers of the steps of cycles that it is.
    pub(crate) steps: Vec<usize>,
}

/// Which row stands for what, while the scene is built.
#[derive(Default)]
struct Index<'a> {
    callbacks: BTreeMap<(usize, &'a str), usize>,
    clients: BTreeMap<(usize, &'a str), usize>,
    groups: BTreeMap<(usize, &'a str), usize>,
    pills: BTreeMap<(Join, &'a str), usize>,
}

impl Graph {
    pub(crate) fn new(description: &Description) -> Graph {
        let messages = description.cycles.iter().map(|cycle| cycle.message.clone()).collect();
        let mut graph = Graph { messages, ..Graph::default() };
        let mut index = Index::default();
        for (n, node) in description.nodes.iter().enumerate() {
            graph.add_node(n, node, &mut index);
        }
        for cycle in &description.cycles {
            graph.mark(cycle, description, &index);
        }
        graph
    }

    fn add_node<'a>(&mut self, n: usize, node: &'a Node, index: &mut Index<'a>) {
        let first_group = self.groups.len();
        for group in &node.groups {
            let first = self.rows.len();
            self.add_callbacks(n, node, &group.name, index);
            self.add_clients(n, node, &group.name, index);
            index.groups.insert((n, &group.name), self.groups.len());
            self.groups.push(GroupBox {
                name: fit::one_line(group.title()),
                kind: group.kind,
                kind_in_words: group.kind_in_words(),
                tooltip: group_tooltip(group),
                rows: first..self.rows.len(),
                marked: false,
            });
        }
        let first = self.rows.len();
        for publisher in &node.publishers {
            let row = self.add_row(Row::publisher(publisher));
            self.link(index, publisher.end(), row, Flow::ToPill);
        }
        self.add_arcs(n, node, index);
        let name = node.full_name();
        let type_name = fit::one_line(&node.type_name);
        self.nodes.push(NodeBox {
            tooltip: with_doc(format!("node {name} ({type_name}){}", parameters(node)), &node.doc),
            name: fit::one_line(&name),
            type_name,
            groups: first_group..self.groups.len(),
            publishers: first..self.rows.len(),
        });
    }

    fn add_callbacks<'a>(&mut self, n: usize, node: &'a Node, group: &str, index: &mut Index<'a>) {
        for callback in node.callbacks.iter().filter(|callback| callback.group == group) {
            let row = self.add_row(Row::callback(node, callback));
            index.callbacks.insert((n, &callback.name), row);
            callback.trigger.ends().into_iter().for_each(|end| self.link(index, end, row, Flow::ToRow));
        }
    }

    fn add_clients<'a>(&mut self, n: usize, node: &'a Node, group: &str, index: &mut Index<'a>) {
        for client in node.any_clients().filter(|client| client.group == group) {
            let row = self.add_row(Row::client(&client));
            index.clients.insert((n, client.field), row);
            self.link(index, client.end, row, Flow::ToPill);
        }
    }

    fn add_row(&mut self, row: Row) -> usize {
        self.rows.push(row);
        self.rows.len() - 1
    }

    fn link<'a>(&mut self, index: &mut Index<'a>, end: End<'a>, row: usize, flow: Flow) {
        let pill = *index.pills.entry((end.join, end.name)).or_insert_with(|| {
            let (name, ty) = (fit::one_line(end.name), fit::one_line(end.ty));
            self.pills.push(Pill { join: end.join, name, ty, sent: false, received: false });
            self.pills.len() - 1
        });
        match flow {
            Flow::ToRow => self.pills[pill].received = true,
            Flow::ToPill => self.pills[pill].sent = true,
        }
        self.links.push(Link { pill, row, flow, marked: false });
    }

    /// One arc for a callback and a client, however many calls there are.
    fn add_arcs(&mut self, n: usize, node: &Node, index: &Index<'_>) {
        for callback in &node.callbacks {
            let Some(&from) = index.callbacks.get(&(n, &*callback.name)) else { continue };
            let first = self.arcs.len();
            for wait in &callback.waits {
                let Some(&to) = index.clients.get(&(n, &*wait.client)) else { continue };
                if let Some(arc) = self.arcs[first..].iter_mut().find(|arc| arc.to == to) {
                    arc.assumed &= wait.assumed;
                    continue;
                }
                let (verb, what) = (callback.mode.waits(), wait.awaited.in_words());
                let mut tooltip = format!("{} {verb} {what}{}", callback.name, wait.client);
                if let Some(method) = &wait.through {
                    tooltip += &format!(", through {method}");
                }
                self.arcs.push(Arc {
                    from,
                    to,
                    awaits: callback.mode == Mode::Async,
                    assumed: wait.assumed,
                    order: self.arcs.iter().filter(|arc| arc.to == to).count(),
                    tooltip,
                    steps: Vec::new(),
                });
            }
        }
    }

    /// Marks a cycle: its waits, the groups that it holds, and the services that it goes through.
    fn mark(&mut self, cycle: &Cycle, description: &Description, index: &Index<'_>) {
        for (i, step) in cycle.steps.iter().enumerate() {
            let key = |name| (step.node, name);
            let from = index.callbacks.get(&key(&*step.callback)).copied();
            let to = index.clients.get(&key(&*step.client)).copied();
            let (Some(from), Some(to), Some(node)) = (from, to, description.nodes.get(step.node)) else {
                continue;
            };
            self.rows[from].marked = true;
            self.rows[to].marked = true;
            if let Some(arc) = self.arcs.iter_mut().find(|arc| arc.from == from && arc.to == to) {
                arc.steps.push(i + 1);
            }
            let callback = node.callbacks.iter().find(|callback| callback.name == step.callback);
            let group = callback.and_then(|callback| index.groups.get(&key(&*callback.group)));
            if let Some(&group) = group {
                self.groups[group].marked = true;
            }
            let next = &cycle.steps[(i + 1) % cycle.steps.len()];
            if let Some(AnyClient { end, .. }) = node.any_clients().find(|client| client.field == step.client)
            {
                self.mark_asked(end, to, (next.node, &next.callback), description, index);
            }
        }
    }

    /// Marks the way from a client to the handler of its service or the execution of its action, where that is what
    /// the next callback of the cycle keeps from running.
    fn mark_asked(
        &mut self,
        asked: End<'_>,
        row: usize,
        next: (usize, &str),
        description: &Description,
        index: &Index<'_>,
    ) {
        let Some(node) = description.nodes.get(next.0) else { return };
        let group = |name: &str| node.callbacks.iter().find(|callback| callback.name == name);
        let held = group(next.1).map(|callback| &callback.group);
        let answers = |callback: &&Callback| callback.trigger.ends().iter().any(|end| end.meets(&asked));
        let mut handlers = node.callbacks.iter().filter(answers);
        let handler = handlers.find(|callback| Some(&callback.group) == held);
        let handler = handler.and_then(|callback| index.callbacks.get(&(next.0, &*callback.name)));
        let (Some(&handler), Some(&pill)) = (handler, index.pills.get(&(asked.join, asked.name))) else {
            return;
        };
        self.rows[handler].marked = true;
        for link in self.links.iter_mut().filter(|link| link.pill == pill) {
            link.marked |= link.row == row || link.row == handler;
        }
    }
}

/// What the tooltip of a node says of its parameters.
fn parameters(node: &Node) -> String {
    let names: Vec<&str> = node.parameters.iter().map(|parameter| &*parameter.name).collect();
    if names.is_empty() { String::new() } else { format!("; parameters: {}", names.join(", ")) }
}
