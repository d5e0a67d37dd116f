//! Where everything is.

use super::place::place;
use crate::fit;
use crate::graph::{Arc, Graph, GroupBox, Pill, Row};

pub(super) const ROW: i32 = 38;
const ROW_GAP: i32 = 8;
pub(super) const PAD: i32 = 12;
const GROUP_HEAD: i32 = 28;
const NODE_HEAD: i32 = 34;
const GAP: i32 = 16;
/// The width of a character of the larger font, in tenths.
pub(super) const CHAR: i32 = 78;
/// Beside the column of nodes, for the lines.
const LINES: i32 = 88;
const MARGIN: i32 = 8;
/// The least width for messages below the picture.
const LEGIBLE: i32 = 680;

/// A graph with its places.
#[derive(Debug)]
pub(super) struct Scene<'a> {
    pub(super) graph: &'a Graph,
    pub(super) width: i32,
    pub(super) height: i32,
    pub(super) nodes: Vec<Area>,
    pub(super) groups: Vec<Area>,
    /// The top of each row. All are equally wide.
    pub(super) rows: Vec<i32>,
    pub(super) row_x: i32,
    pub(super) row_width: i32,
    pub(super) pills: Vec<Area>,
}

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Area {
    pub(super) x: i32,
    pub(super) y: i32,
    pub(super) width: i32,
    pub(super) height: i32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Right,
}

/// What comes in stands on the left, also what comes from the picture itself.
pub(super) fn side(pill: &Pill) -> Side {
    if pill.received { Side::Left } else { Side::Right }
}

/// A count among lengths.
pub(super) fn pixels(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

fn text_width(columns: usize) -> i32 {
    pixels(columns) * CHAR / 10
}

impl Scene<'_> {
    pub(super) fn new(graph: &Graph) -> Scene<'_> {
        let mut scene = Scene {
            graph,
            width: 0,
            height: 0,
            nodes: Vec::new(),
            groups: Vec::new(),
            rows: Vec::new(),
            row_x: 0,
            row_width: 0,
            pills: vec![Area::default(); graph.pills.len()],
        };
        let bottom = scene.stack();
        scene.spread();
        let ends = [Side::Left, Side::Right].map(|side| scene.place_pills(side));
        scene.height = bottom.max(ends[0]).max(ends[1]) + MARGIN;
        scene
    }

    /// Puts nodes, groups and rows below each other, and returns where they end.
    fn stack(&mut self) -> i32 {
        let mut y = MARGIN;
        for node in &self.graph.nodes {
            let top = y;
            y += NODE_HEAD;
            for group in &self.graph.groups[node.groups.clone()] {
                let begin = y;
                y += GROUP_HEAD;
                self.stack_rows(group.rows.len(), &mut y);
                let height = (y - ROW_GAP + PAD - begin).max(GROUP_HEAD);
                self.groups.push(Area { y: begin, height, ..Area::default() });
                y = begin + height + PAD;
            }
            if !node.publishers.is_empty() {
                self.stack_rows(node.publishers.len(), &mut y);
                y += PAD - ROW_GAP;
            }
            self.nodes.push(Area { y: top, height: y - top, ..Area::default() });
            y += GAP;
        }
        (y - GAP).max(MARGIN)
    }

    fn stack_rows(&mut self, count: usize, y: &mut i32) {
        for _ in 0..count {
            self.rows.push(*y);
            *y += ROW + ROW_GAP;
        }
    }

    /// Gives everything its place from left to right.
    fn spread(&mut self) {
        let Graph { rows, groups, .. } = self.graph;
        let columns = rows.iter().map(Row::columns).chain(groups.iter().map(GroupBox::columns)).max();
        self.row_width = text_width(columns.unwrap_or(0).clamp(24, 36)) + 44;
        let (left, right) = (self.column(Side::Left), self.column(Side::Right));
        let node_x = MARGIN + if left > 0 { left + LINES } else { 0 };
        let node_width = 4 * PAD + self.row_width + self.lane();
        self.row_x = node_x + 2 * PAD;
        let width = node_x + node_width + if right > 0 { LINES + right } else { 0 } + MARGIN;
        self.width = if self.graph.messages.is_empty() { width } else { width.max(LEGIBLE) };
        for node in &mut self.nodes {
            (node.x, node.width) = (node_x, node_width);
        }
        for group in &mut self.groups {
            (group.x, group.width) = (node_x + PAD, node_width - 2 * PAD);
        }
        for (pill, area) in self.graph.pills.iter().zip(&mut self.pills) {
            (area.x, area.width) = match side(pill) {
                Side::Left => (MARGIN, left),
                Side::Right => (width - MARGIN - right, right),
            };
        }
    }

    /// The width of the topics and services of one side; 0 where there are none.
    fn column(&self, of: Side) -> i32 {
        let pills = self.graph.pills.iter().filter(|pill| side(pill) == of);
        let columns = pills.map(|pill| {
            let detail = pill.join.noun().len() + 1 + fit::width(&pill.ty);
            fit::width(&pill.name).max((detail * 11).div_ceil(13)).clamp(10, 28)
        });
        columns.max().map_or(0, |columns| text_width(columns) + 32)
    }

    /// The room beside the rows that arcs need.
    fn lane(&self) -> i32 {
        let reach = self.graph.arcs.iter().map(|arc| self.bulge(arc)).max();
        reach.map_or(0, |bulge| bulge * 3 / 4 + 20)
    }

    /// How far an arc's handles reach to the right: more for one that has a longer way.
    pub(super) fn bulge(&self, arc: &Arc) -> i32 {
        let way = (self.rows[arc.from] - self.rows[arc.to]).abs();
        // Those that begin near each other do not all swing out equally far.
        (24 + way / 6).min(110) + pixels(arc.from % 4) * 7
    }

    /// Places the topics and services of one side near their rows, and returns where they end.
    fn place_pills(&mut self, of: Side) -> i32 {
        let Graph { pills, links, .. } = self.graph;
        let pills: Vec<usize> = (0..pills.len()).filter(|&pill| side(&pills[pill]) == of).collect();
        let wish = |&pill: &usize| {
            let rows = links.iter().filter(|link| link.pill == pill).map(|link| self.rows[link.row]);
            let (sum, count) = rows.fold((0, 0), |(sum, count), y| (sum + y, count + 1));
            sum / count.max(1) - MARGIN
        };
        let places = place(&pills.iter().map(wish).collect::<Vec<_>>(), ROW + ROW_GAP);
        let mut end = 0;
        for (&pill, place) in pills.iter().zip(places) {
            (self.pills[pill].y, self.pills[pill].height) = (MARGIN + place, ROW);
            end = end.max(MARGIN + place + ROW);
        }
        end
    }
}
