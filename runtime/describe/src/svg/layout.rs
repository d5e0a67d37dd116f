//! Where everything is.

use std::collections::BTreeMap;

use super::place::place;
use super::rows::{Row, group_tooltip, with_doc};
use crate::fit;
use crate::model::{Client, Cycle, Description, GroupKind, Mode, Node, Trigger};

pub(super) const ROW: i32 = 38;
pub(super) const ROW_GAP: i32 = 8;
pub(super) const PAD: i32 = 12;
pub(super) const GROUP_HEAD: i32 = 28;
pub(super) const NODE_HEAD: i32 = 34;
pub(super) const GAP: i32 = 16;
pub(super) const PILL: i32 = 38;
/// The width of a character of the larger font, in tenths.
pub(super) const CHAR: i32 = 78;
/// Beside the column of nodes, for the lines.
const LINES: i32 = 88;
const MARGIN: i32 = 8;
/// The least width for messages below the picture.
const LEGIBLE: i32 = 680;

/// A picture.
#[derive(Debug)]
pub(super) struct Scene {
    pub(super) width: i32,
    pub(super) height: i32,
    pub(super) nodes: Vec<NodeBox>,
    pub(super) groups: Vec<GroupBox>,
    pub(super) rows: Vec<Row>,
    pub(super) row_x: i32,
    pub(super) row_width: i32,
    pub(super) pills: Vec<Pill>,
    pub(super) links: Vec<Link>,
    pub(super) arcs: Vec<Arc>,
    pub(super) messages: Vec<String>,
}

#[derive(Debug)]
pub(super) struct NodeBox {
    pub(super) name: String,
    pub(super) type_name: String,
    pub(super) tooltip: String,
    pub(super) area: Area,
}

#[derive(Debug)]
pub(super) struct GroupBox {
    pub(super) name: String,
    pub(super) kind: GroupKind,
    pub(super) kind_in_words: String,
    pub(super) tooltip: String,
    pub(super) area: Area,
    pub(super) marked: bool,
}

impl GroupBox {
    /// What stands at the end of its head.
    pub(super) fn note(&self) -> String {
        let marked = if self.marked { ", in the cycle" } else { "" };
        format!("{}{marked}", self.kind_in_words)
    }

    /// How many columns its head would like to have. The note is set smaller.
    fn columns(&self) -> usize {
        fit::width(&self.name) + 3 + self.note().len() * 11 / 13
    }
}

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Area {
    pub(super) x: i32,
    pub(super) y: i32,
    pub(super) width: i32,
    pub(super) height: i32,
}

/// A topic or a service.
#[derive(Debug)]
pub(super) struct Pill {
    pub(super) kind: PillKind,
    pub(super) name: String,
    pub(super) ty: String,
    pub(super) side: Side,
    /// Whether somebody in the picture sends, and somebody receives.
    pub(super) both_ways: bool,
    pub(super) area: Area,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum PillKind {
    Topic,
    Service,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Right,
}

/// A line between a row and a topic or service.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link {
    pub(super) pill: usize,
    pub(super) row: usize,
    pub(super) flow: Flow,
    pub(super) marked: bool,
}

/// Where a line's arrow points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flow {
    ToRow,
    ToPill,
}

/// A callback's waiting for a client's reply.
#[derive(Debug)]
pub(super) struct Arc {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) awaits: bool,
    pub(super) assumed: bool,
    pub(super) tooltip: String,
    /// The numbers of the steps of cycles that it is.
    pub(super) steps: Vec<usize>,
}

/// A count among lengths.
pub(super) fn pixels(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// Which row stands for what, while the scene is built.
#[derive(Default)]
struct Index<'a> {
    callbacks: BTreeMap<(usize, &'a str), usize>,
    clients: BTreeMap<(usize, &'a str), usize>,
    groups: BTreeMap<(usize, &'a str), usize>,
    pills: BTreeMap<(PillKind, &'a str), usize>,
}

impl Scene {
    pub(super) fn new(description: &Description) -> Scene {
        let mut scene = Scene {
            width: 0,
            height: 0,
            nodes: Vec::new(),
            groups: Vec::new(),
            rows: Vec::new(),
            row_x: 0,
            row_width: 0,
            pills: Vec::new(),
            links: Vec::new(),
            arcs: Vec::new(),
            messages: description.cycles.iter().map(|cycle| cycle.message.clone()).collect(),
        };
        let mut index = Index::default();
        let mut y = MARGIN;
        for (n, node) in description.nodes.iter().enumerate() {
            y = scene.add_node(n, node, y, &mut index) + GAP;
        }
        for cycle in &description.cycles {
            scene.mark(cycle, description, &index);
        }
        scene.spread((y - GAP).max(MARGIN));
        scene
    }

    /// Adds a node whose frame begins at `y`, and returns where it ends.
    fn add_node<'a>(&mut self, n: usize, node: &'a Node, top: i32, index: &mut Index<'a>) -> i32 {
        let mut y = top + NODE_HEAD;
        for group in &node.groups {
            let begin = y;
            y += GROUP_HEAD;
            for callback in node.callbacks.iter().filter(|callback| callback.group == group.name) {
                let row = self.add_row(Row::callback(node, callback), &mut y);
                index.callbacks.insert((n, &callback.name), row);
                match &callback.trigger {
                    Trigger::Subscription(topic) => {
                        self.link(index, (PillKind::Topic, &topic.topic, &topic.message), row, Flow::ToRow);
                    }
                    Trigger::Service(server) => {
                        let service = (PillKind::Service, &*server.service, &*server.service_type);
                        self.link(index, service, row, Flow::ToRow);
                    }
                    Trigger::Timer(_) => {}
                }
            }
            for client in node.clients.iter().filter(|client| client.group == group.name) {
                let row = self.add_row(Row::client(client), &mut y);
                index.clients.insert((n, &client.field), row);
                let service = (PillKind::Service, &*client.service, &*client.service_type);
                self.link(index, service, row, Flow::ToPill);
            }
            let area = Area { y: begin, height: y - begin - ROW_GAP + PAD, ..Area::default() };
            index.groups.insert((n, &group.name), self.groups.len());
            self.groups.push(GroupBox {
                name: fit::one_line(group.title()),
                kind: group.kind,
                kind_in_words: group.kind_in_words(),
                tooltip: group_tooltip(group),
                area,
                marked: false,
            });
            y = begin + area.height + PAD;
        }
        for publisher in &node.publishers {
            let row = self.add_row(Row::publisher(publisher), &mut y);
            let topic = (PillKind::Topic, &*publisher.topic, &*publisher.message);
            self.link(index, topic, row, Flow::ToPill);
        }
        self.add_arcs(n, node, index);
        let end = if node.publishers.is_empty() { y } else { y - ROW_GAP + PAD };
        let name = node.full_name();
        let type_name = fit::one_line(&node.type_name);
        self.nodes.push(NodeBox {
            tooltip: with_doc(format!("node {name} ({type_name})"), &node.doc),
            name: fit::one_line(&name),
            type_name,
            area: Area { y: top, height: end - top, ..Area::default() },
        });
        end
    }

    fn add_row(&mut self, mut row: Row, y: &mut i32) -> usize {
        row.y = *y;
        *y += ROW + ROW_GAP;
        self.rows.push(row);
        self.rows.len() - 1
    }

    fn link<'a>(
        &mut self,
        index: &mut Index<'a>,
        (kind, name, ty): (PillKind, &'a str, &str),
        row: usize,
        flow: Flow,
    ) {
        let pill = *index.pills.entry((kind, name)).or_insert_with(|| {
            let (name, ty) = (fit::one_line(name), fit::one_line(ty));
            self.pills.push(Pill {
                kind,
                name,
                ty,
                side: Side::Right,
                both_ways: false,
                area: Area::default(),
            });
            self.pills.len() - 1
        });
        let other_way = self.links.iter().any(|link| link.pill == pill && link.flow != flow);
        self.pills[pill].both_ways |= other_way;
        if flow == Flow::ToRow {
            self.pills[pill].side = Side::Left;
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
                let mut tooltip = format!("{} {} {}", callback.name, callback.mode.waits(), wait.client);
                if let Some(method) = &wait.through {
                    tooltip += &format!(", through {method}");
                }
                let awaits = callback.mode == Mode::Async;
                self.arcs.push(Arc { from, to, awaits, assumed: wait.assumed, tooltip, steps: Vec::new() });
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
            if let Some(client) = node.clients.iter().find(|client| client.field == step.client) {
                self.mark_service(client, to, (next.node, &next.callback), description, index);
            }
        }
    }

    /// Marks the way from a client to the handler of its service, where that is what the next callback of the cycle
    /// keeps from running.
    fn mark_service(
        &mut self,
        client: &Client,
        row: usize,
        next: (usize, &str),
        description: &Description,
        index: &Index<'_>,
    ) {
        let Some(node) = description.nodes.get(next.0) else { return };
        let group = |name: &str| node.callbacks.iter().find(|callback| callback.name == name);
        let held = group(next.1).map(|callback| &callback.group);
        let handler = node
            .services()
            .find(|(callback, server)| server.service == client.service && Some(&callback.group) == held);
        let handler = handler.and_then(|(callback, _)| index.callbacks.get(&(next.0, &*callback.name)));
        let (Some(&handler), Some(&pill)) =
            (handler, index.pills.get(&(PillKind::Service, &*client.service)))
        else {
            return;
        };
        self.rows[handler].marked = true;
        for link in self.links.iter_mut().filter(|link| link.pill == pill) {
            link.marked |= link.row == row || link.row == handler;
        }
    }

    /// Gives everything its place from left to right, and the topics and services theirs from top to bottom.
    fn spread(&mut self, bottom: i32) {
        let text = |columns| pixels(columns) * CHAR / 10;
        let columns =
            self.rows.iter().map(Row::columns).chain(self.groups.iter().map(GroupBox::columns)).max();
        self.row_width = text(columns.unwrap_or(0).clamp(24, 36)) + 44;
        let lane = self.lane();
        let side = |side| {
            let pills = self.pills.iter().filter(move |pill| pill.side == side);
            pills.map(|pill| fit::width(&pill.name).max(fit::width(&pill.ty) + 8).clamp(10, 28)).max()
        };
        let column = |columns: Option<usize>| columns.map_or(0, |columns| text(columns) + 32);
        let (left, right) = (column(side(Side::Left)), column(side(Side::Right)));
        let node_x = MARGIN + if left > 0 { left + LINES } else { 0 };
        let node_width = 4 * PAD + self.row_width + lane;
        self.row_x = node_x + 2 * PAD;
        let width = node_x + node_width + if right > 0 { LINES + right } else { 0 } + MARGIN;
        self.width = if self.messages.is_empty() { width } else { width.max(LEGIBLE) };
        for node in &mut self.nodes {
            (node.area.x, node.area.width) = (node_x, node_width);
        }
        for group in &mut self.groups {
            (group.area.x, group.area.width) = (node_x + PAD, node_width - 2 * PAD);
        }
        let left = self.place_pills(Side::Left, Area { x: MARGIN, width: left, ..Area::default() });
        let right_x = width - MARGIN - right;
        let right = self.place_pills(Side::Right, Area { x: right_x, width: right, ..Area::default() });
        self.height = bottom.max(left).max(right) + MARGIN;
    }

    /// The room beside the rows that arcs need.
    fn lane(&self) -> i32 {
        self.arcs.iter().map(|arc| self.bulge(arc)).max().map_or(0, |bulge| bulge * 3 / 4 + 20)
    }

    /// How far an arc's handles reach to the right: more for one that has a longer way.
    pub(super) fn bulge(&self, arc: &Arc) -> i32 {
        let way = (self.rows[arc.from].y - self.rows[arc.to].y).abs();
        // Those that begin near each other do not all swing out equally far.
        (24 + way / 6).min(110) + pixels(arc.from % 4) * 7
    }

    /// Places the topics and services of one side, and returns where they end.
    fn place_pills(&mut self, side: Side, column: Area) -> i32 {
        let pills: Vec<usize> = (0..self.pills.len()).filter(|&pill| self.pills[pill].side == side).collect();
        let wish = |&pill: &usize| {
            let rows = self.links.iter().filter(|link| link.pill == pill).map(|link| self.rows[link.row].y);
            let (sum, count) = rows.fold((0, 0), |(sum, count), y| (sum + y, count + 1));
            sum / count.max(1) - MARGIN
        };
        let places = place(&pills.iter().map(wish).collect::<Vec<_>>(), ROW + ROW_GAP);
        let mut end = 0;
        for (&pill, place) in pills.iter().zip(places) {
            let y = MARGIN + place;
            self.pills[pill].area = Area { y, height: PILL, ..column };
            end = end.max(y + PILL);
        }
        end
    }
}
