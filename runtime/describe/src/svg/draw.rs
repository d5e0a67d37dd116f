//! The picture as SVG.
//!
//! Text has the colour of the page. The other colours stand out against white as well as against the dark
//! backgrounds of rustdoc, by 3 to 1 at least. Each shape can be told by its form, too.

use std::fmt::Write;

use super::Page;
use super::layout::{Area, CHAR, PAD, ROW, Scene, Side, pixels, side};
use super::legend::Legend;
use super::marks::{ACTION, CYCLE, SERVICE, SMALL, TOPIC, WAIT, arrow, escape, put, text};
use crate::ends::Join;
use crate::fit;
use crate::graph::{Arc, Flow, Graph, GroupBox, Link, NodeBox, Pill, Row, RowKind};
use crate::model::GroupKind;

const FONT: &str = "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace";
/// Below this part of its size the text of a picture can not be read.
const SMALLEST: i32 = 85;

pub(super) fn draw(scene: &Scene<'_>, page: Page<'_>, title: &str, summary: &str) -> String {
    let legend = Legend::of(scene.graph);
    let messages = messages(scene);
    let legend_y = scene.height + if messages.is_empty() { 0 } else { 18 * pixels(messages.len()) + 10 };
    let height = legend_y + legend.height(scene.width);
    let mut out = String::new();
    head(&mut out, page, (scene.width, height), title, summary);
    let Graph { nodes, groups, rows, pills, links, arcs, .. } = scene.graph;
    nodes.iter().zip(&scene.nodes).for_each(|(node, &area)| node_box(&mut out, node, area));
    groups.iter().zip(&scene.groups).for_each(|(group, &area)| group_box(&mut out, group, area, scene));
    // What is marked is drawn last, above the rest.
    for marked in [false, true] {
        let links = links.iter().filter(|link| link.marked == marked);
        links.for_each(|link| draw_link(&mut out, scene, link));
    }
    rows.iter().zip(&scene.rows).for_each(|(row, &y)| draw_row(&mut out, scene, row, y));
    pills.iter().zip(&scene.pills).for_each(|(pill, &area)| draw_pill(&mut out, pill, area));
    for marked in [false, true] {
        let arcs = arcs.iter().filter(|arc| arc.steps.is_empty() != marked);
        arcs.for_each(|arc| draw_arc(&mut out, scene, arc));
    }
    for (i, line) in messages.iter().enumerate() {
        let y = scene.height + 18 * pixels(i) + 14;
        text(&mut out, (10, y), line, r#"font-size="12""#);
    }
    legend.draw(&mut out, scene.width, legend_y);
    out += "</svg>";
    out
}

fn head(out: &mut String, page: Page<'_>, (width, height): (i32, i32), title: &str, summary: &str) {
    let prefix: String = match page {
        Page::Alone => "rosweave".to_owned(),
        Page::Inline { prefix } => {
            prefix.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect()
        }
    };
    put!(out, r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}""#);
    match page {
        Page::Alone => put!(out, r#" width="{width}" height="{height}""#),
        Page::Inline { .. } => {
            let least = width * SMALLEST / 100;
            put!(
                out,
                r#" style="display:block;width:100%;min-width:{least}px;max-width:{width}px;height:auto""#
            );
        }
    }
    put!(out, r#" role="img" aria-labelledby="{prefix}-title {prefix}-desc" font-family="{FONT}""#);
    out.push_str(r#" font-size="13" fill="currentColor">"#);
    put!(out, r#"<title id="{prefix}-title">{}</title>"#, escape(title));
    put!(out, r#"<desc id="{prefix}-desc">{}</desc>"#, escape(summary));
    out.push('\n');
    if page == Page::Alone {
        // A viewer that knows no dark mode keeps the first.
        out.push_str(
            "<style>svg{color:#1f2328;background:#fff}\
             @media(prefers-color-scheme:dark){svg{color:#e6edf3;background:#0d1117}}</style>\n",
        );
    }
}

/// A tooltip. Its line breaks are written so that the picture has none within it.
fn tooltip(out: &mut String, text: &str) {
    let lines: Vec<String> = fit::lines(text).map(|line| escape(&line)).collect();
    put!(out, "<title>{}</title>", lines.join("&#10;"));
}

/// How many characters of the larger font fit.
fn columns(width: i32) -> usize {
    usize::try_from(width * 10 / CHAR).unwrap_or_default()
}

/// How many characters of the smaller font fit.
fn small_columns(width: i32) -> usize {
    usize::try_from(width * 10 / 66).unwrap_or_default()
}

fn node_box(out: &mut String, node: &NodeBox, area: Area) {
    let Area { x, y, width, height } = area;
    out.push_str("<g>");
    tooltip(out, &node.tooltip);
    put!(out, r#"<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="8" fill="currentColor""#);
    out.push_str(r#" fill-opacity="0.03" stroke="currentColor" stroke-opacity="0.45"/>"#);
    let room = columns(width - 2 * PAD);
    let name = fit::shorten(&node.name, room);
    text(out, (x + PAD, y + 22), &name, r#"font-size="14" font-weight="bold""#);
    let left = room.saturating_sub(fit::width(&name) * 14 / 13 + 3);
    if left > 3 {
        let style = format!(r#"{SMALL} text-anchor="end""#);
        text(out, (x + width - PAD, y + 22), &fit::shorten(&node.type_name, left), &style);
    }
    out.push_str("</g>\n");
}

fn group_box(out: &mut String, group: &GroupBox, area: Area, scene: &Scene<'_>) {
    let Area { x, y, width, height } = area;
    let stroke = match (group.marked, group.kind) {
        (true, _) => format!(r#"stroke="{CYCLE}" stroke-width="2.5""#),
        (false, GroupKind::Exclusive) => r#"stroke="currentColor" stroke-width="1.8""#.to_owned(),
        (false, _) => r#"stroke="currentColor" stroke-width="1.2""#.to_owned(),
    };
    let shape = match group.kind {
        GroupKind::Exclusive => r#"rx="2""#,
        GroupKind::Reentrant | GroupKind::Capped => r#"rx="14" stroke-dasharray="7 4""#,
        GroupKind::Unknown => r#"rx="8" stroke-dasharray="1 4" stroke-linecap="round""#,
    };
    out.push_str("<g>");
    tooltip(out, &group.tooltip);
    put!(out, r#"<rect x="{x}" y="{y}" width="{width}" height="{height}" {shape} fill="currentColor""#);
    put!(out, r#" fill-opacity="0.04" {stroke}/>"#);
    let note = group.note();
    let room = columns(scene.row_width).saturating_sub(fit::width(&note) * 11 / 13 + 2);
    text(out, (x + PAD, y + 19), &fit::shorten(&group.name, room), r#"font-weight="bold""#);
    text(out, (x + PAD + scene.row_width, y + 19), &note, &format!(r#"{SMALL} text-anchor="end""#));
    out.push_str("</g>\n");
}

fn draw_row(out: &mut String, scene: &Scene<'_>, row: &Row, y: i32) {
    let (x, width) = (scene.row_x, scene.row_width);
    let (radius, fill) = match row.kind {
        RowKind::Client | RowKind::ActionClient | RowKind::Publisher => (ROW / 2, "0"),
        _ => (4, "0.07"),
    };
    let colour = if row.marked { CYCLE } else { "currentColor" };
    let thick = if row.marked { r#""2""# } else { r#""1" stroke-opacity="0.6""# };
    out.push_str("<g>");
    tooltip(out, &row.tooltip);
    put!(out, r#"<rect x="{x}" y="{y}" width="{width}" height="{ROW}" rx="{radius}" fill="currentColor""#);
    put!(out, r#" fill-opacity="{fill}" stroke="{colour}" stroke-width={thick}/>"#);
    icon(out, row.kind, (x + 17, y + ROW / 2));
    let inner = width - 44;
    let tag = if row.tag.is_empty() { 0 } else { row.tag.len() + 1 };
    let name = fit::shorten(&row.name, columns(inner) - tag * 11 / 13);
    text(out, (x + 32, y + 17), &name, "");
    text(out, (x + 32, y + 31), &fit::shorten(&row.detail, small_columns(inner)), SMALL);
    if !row.tag.is_empty() {
        let style = format!(r#"{SMALL} font-style="italic" text-anchor="end""#);
        text(out, (x + width - 10, y + 17), row.tag, &style);
    }
    out.push_str("</g>\n");
}

/// An arrow that comes or goes, to and fro for a service, with the bar that is the node. Time is a clock.
fn icon(out: &mut String, kind: RowKind, (x, y): (i32, i32)) {
    let (left, right) = (x - 6, x + 6);
    let there_and_back = format!("M{} {}h9m-3 -3l3 3M{} {}h-9m3 3l-3 -3", x - 5, y - 3, x + 4, y + 3);
    let (path, colour) = match kind {
        RowKind::Timer => {
            (format!("M{left} {y}a6 6 0 1 0 12 0a6 6 0 1 0 -12 0M{x} {}v4l3 2", y - 4), "currentColor")
        }
        // A slider.
        RowKind::Change => (format!("M{left} {y}h12M{} {}v8", x - 2, y - 4), "currentColor"),
        RowKind::Subscription => (format!("M{left} {y}h10m-4 -4l4 4l-4 4M{right} {}v12", y - 6), TOPIC),
        RowKind::Publisher => (format!("M{left} {}v12M{} {y}h9m-4 -4l4 4l-4 4", y - 6, x - 4), TOPIC),
        RowKind::Service => (format!("{there_and_back}M{} {}v14", right + 1, y - 7), SERVICE),
        RowKind::Client => (format!("M{} {}v14{there_and_back}", left - 2, y - 7), SERVICE),
        RowKind::Action => (format!("{there_and_back}M{} {}v14", right + 1, y - 7), ACTION),
        RowKind::ActionClient => (format!("M{} {}v14{there_and_back}", left - 2, y - 7), ACTION),
    };
    put!(out, r#"<path d="{path}" fill="none" stroke="{colour}" stroke-width="1.6"/>"#);
}

fn draw_pill(out: &mut String, pill: &Pill, area: Area) {
    let Area { x, y, width, height } = area;
    let noun = pill.join.noun();
    let colour = colour(pill.join);
    let full = format!("{noun} {} ({})", pill.name, pill.ty);
    out.push_str("<g>");
    tooltip(out, &full);
    match pill.join {
        Join::Topic => {
            put!(out, r#"<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="{}""#, height / 2);
        }
        // A service has corners at its sides.
        Join::Service => {
            let (near, far, mid) = (x + 10, x + width - 10, y + height / 2);
            put!(
                out,
                r#"<path d="M{near} {y}H{far}L{} {mid}L{far} {}H{near}L{x} {mid}Z""#,
                x + width,
                y + height
            );
        }
        // An action has bars there.
        Join::Action => {
            let (near, far, end) = (x + 7, x + width - 7, y + height);
            put!(out, r#"<path d="M{x} {y}H{}V{end}H{x}ZM{near} {y}V{end}M{far} {y}V{end}""#, x + width);
        }
    }
    put!(out, r#" fill="{colour}" fill-opacity="0.12" stroke="{colour}" stroke-width="1.4"/>"#);
    let (inner, middle) = (width - 28, x + width / 2);
    let anchor = r#"text-anchor="middle""#;
    text(out, (middle, y + 16), &fit::shorten(&pill.name, columns(inner)), anchor);
    let ty = fit::shorten(&format!("{noun} {}", pill.ty), small_columns(inner));
    text(out, (middle, y + 30), &ty, &format!("{SMALL} {anchor}"));
    out.push_str("</g>\n");
}

fn draw_link(out: &mut String, scene: &Scene<'_>, link: &Link) {
    let (pill, area) = (&scene.graph.pills[link.pill], scene.pills[link.pill]);
    let colour = if link.marked { CYCLE } else { colour(pill.join) };
    // What comes and what goes do not meet in one point.
    let apart = match (pill.sent && pill.received, link.flow) {
        (false, _) => 0,
        (true, Flow::ToRow) => -5,
        (true, Flow::ToPill) => 5,
    };
    let pill_y = area.y + area.height / 2 + apart;
    let row_y = scene.rows[link.row] + ROW / 2;
    let frame = scene.nodes.first().copied().unwrap_or_default();
    // Pill, the frame on its side, row.
    let (pill_x, frame_x, row_x) = match side(pill) {
        Side::Left => (area.x + area.width, frame.x, scene.row_x),
        Side::Right => (area.x, frame.x + frame.width, scene.row_x + scene.row_width),
    };
    let half = (pill_x + frame_x) / 2;
    let action = pill.join == Join::Action;
    let width = if link.marked || action { "2.6" } else { "1.5" };
    let (path, tip, direction) = match link.flow {
        Flow::ToRow => (
            format!("M{pill_x} {pill_y}C{half} {pill_y} {half} {row_y} {frame_x} {row_y}H{}", row_x - 6),
            (row_x, row_y),
            1,
        ),
        Flow::ToPill => {
            let direction = if side(pill) == Side::Left { -1 } else { 1 };
            let end = pill_x - 6 * direction;
            (
                format!("M{row_x} {row_y}H{frame_x}C{half} {row_y} {half} {pill_y} {end} {pill_y}"),
                (pill_x, pill_y),
                direction,
            )
        }
    };
    put!(out, r#"<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width}"/>"#);
    put!(out, r#"<path d="{}" fill="{colour}"/>"#, arrow(tip, direction));
    if action {
        // Feedback and results go the other way.
        let tail = if link.flow == Flow::ToRow { (pill_x, pill_y) } else { (row_x, row_y) };
        put!(out, r#"<path d="{}" fill="{colour}"/>"#, arrow(tail, -direction));
    }
    out.push('\n');
}

fn colour(kind: Join) -> &'static str {
    match kind {
        Join::Topic => TOPIC,
        Join::Service => SERVICE,
        Join::Action => ACTION,
    }
}

fn draw_arc(out: &mut String, scene: &Scene<'_>, arc: &Arc) {
    let marked = !arc.steps.is_empty();
    let colour = if marked { CYCLE } else { WAIT };
    let x = scene.row_x + scene.row_width;
    // By turns above and below the client's own line, so that two heads can be told apart.
    let apart = if arc.order.is_multiple_of(2) { -8 } else { 8 };
    let (from, to) = (scene.rows[arc.from] + ROW / 2, scene.rows[arc.to] + ROW / 2 + apart);
    let far = x + scene.bulge(arc);
    let style = match (arc.awaits, marked) {
        (true, true) => r#"stroke-width="2.8" stroke-dasharray="0.1 5" stroke-linecap="round""#,
        (true, false) => r#"stroke-width="2" stroke-dasharray="0.1 4" stroke-linecap="round""#,
        (false, true) => r#"stroke-width="2.8" stroke-dasharray="7 3""#,
        (false, false) => r#"stroke-width="1.8" stroke-dasharray="6 3""#,
    };
    out.push_str("<g>");
    tooltip(out, &if arc.assumed { format!("{} (assumed)", arc.tooltip) } else { arc.tooltip.clone() });
    put!(out, r#"<path d="M{x} {from}C{far} {from} {far} {to} {} {to}""#, x + 8);
    put!(out, r#" fill="none" stroke="{colour}" {style}/>"#);
    // A wait that is only assumed has a hollow head.
    let fill = if arc.assumed { "none" } else { colour };
    put!(out, r#"<path d="{}" fill="{fill}" stroke="{colour}"/>"#, arrow((x, to), -1));
    if marked {
        let (badge_x, badge_y) = (x + scene.bulge(arc) * 3 / 4, i32::midpoint(from, to));
        let steps: Vec<String> = arc.steps.iter().map(usize::to_string).collect();
        put!(out, r#"<circle cx="{badge_x}" cy="{badge_y}" r="9" fill="{CYCLE}"/>"#);
        let style = r##"font-size="11" font-weight="bold" text-anchor="middle" fill="#fff""##;
        text(out, (badge_x, badge_y + 4), &steps.join(","), style);
    }
    out.push_str("</g>\n");
}

/// The words of the cycles below the picture, in lines that fit.
fn messages(scene: &Scene<'_>) -> Vec<String> {
    let room = usize::try_from((scene.width - 20) * 10 / 73).unwrap_or_default();
    let mut lines = Vec::new();
    for message in &scene.graph.messages {
        for line in fit::lines(message) {
            lines.extend(fit::wrap(&line, room));
        }
    }
    lines
}
