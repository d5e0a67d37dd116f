//! The picture.
//!
//! Nodes stand below each other in one column, with a row for each callback, client and publisher. Topics and
//! services stand at the edges: on the left what somebody in the picture receives, on the right what is only sent.
//! Waits are arcs beside the rows. So each topic is there once, joins of several nodes are lines like any other,
//! and no line has to be routed around anything.
//!
//! Why no layout crate: `layout-rs` and `rust-sugiyama` place graphs in layers, but know no boxes inside of boxes
//! and no order of one's own, so that groups would be torn apart and one more callback could move all others. Here
//! the order is that of the source, and a change of it is a small change of the picture.

mod draw;
mod layout;
mod legend;
mod marks;
mod place;

use crate::ends::ClientKind;
use crate::fit;
use crate::graph::Graph;
use crate::model::{Description, Mode, Node};
use crate::words;

/// Where a picture is to stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page<'a> {
    /// In a file of its own: it brings its colours, light and dark.
    Alone,
    /// Inside an HTML page, whose colour of text it takes. All `id`s in it begin with the prefix.
    Inline {
        /// Unique on the page. What is no ASCII letter, digit or `-` becomes `-`.
        prefix: &'a str,
    },
}

/// The picture of some nodes as one SVG element, without blank lines and without a newline at its end.
///
/// Each shape has its whole name and doc comment as a tooltip. An inline picture is as wide as its page, but no
/// narrower than its text can be read: put it into an element that scrolls (`overflow-x: auto`).
pub fn svg(description: &Description, page: Page<'_>) -> String {
    let graph = Graph::new(description);
    draw::draw(&layout::Scene::new(&graph), page, &title(description), &summary(description))
}

fn title(description: &Description) -> String {
    let names: Vec<String> = description.nodes.iter().map(|node| fit::one_line(&node.full_name())).collect();
    match names.as_slice() {
        [] => "No nodes".to_owned(),
        [name] => format!("Node {name}"),
        names => format!("Nodes {}", names.join(", ")),
    }
}

/// What the picture shows, for those who do not see it.
fn summary(description: &Description) -> String {
    let mut text = description.nodes.iter().map(node_summary).collect::<Vec<_>>().join(" ");
    for cycle in &description.cycles {
        text = format!("{text} {}.", fit::one_line(&cycle.message));
    }
    text
}

fn node_summary(node: &Node) -> String {
    let mut text = format!("Node {}.", node.full_name());
    for group in &node.groups {
        text += &format!(" {} ({}):", group.title(), group.kind_in_words());
        let callbacks = node.callbacks.iter().filter(|callback| callback.group == group.name);
        let mut parts: Vec<String> = callbacks
            .map(|callback| {
                let what = format!("{} {}", callback.name, callback.trigger.in_words());
                let waits = callback.waits.iter().map(|wait| wait.client.as_str()).collect::<Vec<_>>();
                match waits.as_slice() {
                    [] => what,
                    waits => format!("{what} and {} {}", may(callback.mode), waits.join(", ")),
                }
            })
            .collect();
        let clients = node.any_clients().filter(|client| client.group == group.name);
        parts.extend(clients.map(|client| match client.kind {
            ClientKind::Service => format!("client {} calls {}", client.field, client.end.name),
            ClientKind::Action => format!("action client {} sends to {}", client.field, client.end.name),
        }));
        text += &format!(" {}.", parts.join("; "));
    }
    let says: Vec<&str> = node.publishers.iter().map(|publisher| publisher.topic.as_str()).collect();
    if !says.is_empty() {
        text += &format!(" It publishes {}.", says.join(", "));
    }
    fit::one_line(&text)
}

fn may(mode: Mode) -> String {
    format!("may wait ({}) for", if words::is_await(mode) { "awaiting" } else { "blocking" })
}
