//! What the marks of a picture mean. It has those alone that occur.

use std::fmt::Write;

use super::layout::pixels;
use super::marks::{ACTION, CYCLE, SMALL, TOPIC, WAIT, arrow, put, text};
use crate::ends::Join;
use crate::graph::{Graph, Link};
use crate::model::GroupKind;

/// What the marks of this picture mean.
pub(super) struct Legend(Vec<(Mark, &'static str)>);

#[derive(Clone, Copy)]
enum Mark {
    Exclusive,
    Reentrant,
    Link,
    Action,
    Blocks,
    Awaits,
    Assumed,
    Cycle,
}

impl Legend {
    pub(super) fn of(graph: &Graph) -> Legend {
        let group = |kinds: &[GroupKind]| graph.groups.iter().any(|group| kinds.contains(&group.kind));
        let action = |link: &&Link| graph.pills[link.pill].join == Join::Action;
        let links = || graph.links.iter().filter(|link| !link.marked);
        let plain = graph.arcs.iter().filter(|arc| arc.steps.is_empty());
        let marks = [
            (group(&[GroupKind::Exclusive]), Mark::Exclusive, "exclusive: one at a time"),
            (group(&[GroupKind::Reentrant, GroupKind::Capped]), Mark::Reentrant, "reentrant: they overlap"),
            (links().any(|link| !action(&link)), Mark::Link, "messages, requests"),
            (links().any(|link| action(&link)), Mark::Action, "goals, feedback, results"),
            (plain.clone().any(|arc| !arc.awaits), Mark::Blocks, "blocks for a reply"),
            (plain.clone().any(|arc| arc.awaits), Mark::Awaits, "awaits a reply"),
            (graph.arcs.iter().any(|arc| arc.assumed), Mark::Assumed, "assumed to wait"),
            (!graph.messages.is_empty(), Mark::Cycle, "never ends"),
        ];
        Legend(marks.into_iter().filter(|(there, ..)| *there).map(|(_, mark, words)| (mark, words)).collect())
    }

    /// The place of each entry, and where the last line ends.
    fn places(&self, width: i32) -> (Vec<(i32, i32)>, i32) {
        let (mut x, mut y) = (10, 0);
        let places = self.0.iter().map(|(_, words)| {
            let needs = 34 + pixels(words.len()) * 66 / 10 + 18;
            if x > 10 && x + needs > width {
                (x, y) = (10, y + 20);
            }
            let place = (x, y);
            x += needs;
            place
        });
        (places.collect(), y + 22)
    }

    pub(super) fn height(&self, width: i32) -> i32 {
        if self.0.is_empty() { 0 } else { self.places(width).1 }
    }

    pub(super) fn draw(&self, out: &mut String, width: i32, top: i32) {
        for ((mark, words), (x, y)) in self.0.iter().zip(self.places(width).0) {
            let (y, end) = (top + y + 10, x + 26);
            match mark {
                Mark::Exclusive => {
                    put!(out, r#"<rect x="{x}" y="{}" width="24" height="12" rx="1" fill="none""#, y - 6);
                    out.push_str(r#" stroke="currentColor" stroke-width="1.8"/>"#);
                }
                Mark::Reentrant => {
                    put!(out, r#"<rect x="{x}" y="{}" width="24" height="12" rx="5" fill="none""#, y - 6);
                    out.push_str(r#" stroke="currentColor" stroke-width="1.2" stroke-dasharray="5 3"/>"#);
                }
                Mark::Link => line(out, (x, end, y), TOPIC, r#"stroke-width="1.5""#, TOPIC),
                Mark::Action => {
                    line(out, (x + 8, end, y), ACTION, r#"stroke-width="2.6""#, ACTION);
                    put!(out, r#"<path d="{}" fill="{ACTION}" stroke="{ACTION}"/>"#, arrow((x, y), -1));
                }
                Mark::Blocks => {
                    line(out, (x, end, y), WAIT, r#"stroke-width="1.8" stroke-dasharray="6 3""#, WAIT);
                }
                Mark::Awaits => {
                    let dots = r#"stroke-width="2" stroke-dasharray="0.1 4" stroke-linecap="round""#;
                    line(out, (x, end, y), WAIT, dots, WAIT);
                }
                Mark::Assumed => {
                    line(out, (x, end, y), WAIT, r#"stroke-width="1.8" stroke-dasharray="6 3""#, "none");
                }
                Mark::Cycle => line(out, (x, end, y), CYCLE, r#"stroke-width="2.8""#, CYCLE),
            }
            text(out, (x + 34, y + 4), words, SMALL);
            out.push('\n');
        }
    }
}

/// A line of the legend, with its arrow.
fn line(out: &mut String, (x, end, y): (i32, i32, i32), colour: &str, style: &str, head: &str) {
    put!(out, r#"<path d="M{x} {y}H{}" fill="none" stroke="{colour}" {style}/>"#, end - 8);
    put!(out, r#"<path d="{}" fill="{head}" stroke="{colour}"/>"#, arrow((end, y), 1));
}
