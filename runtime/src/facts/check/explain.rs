//! The words for a fault: what hangs, why, and how to mend it. First what and why, then notes, then help, then
//! the name under which the guide explains it.

use super::super::text::{Text, equal};
use super::super::{AskedKind, Awaited, GroupFacts};
use super::family::{Family, named};
use super::help::help;
use super::words::{DEFAULT_GROUP, answer, is_action};
use super::{Finding, Handler, Link, MAX_STEPS, Step};
use crate::analysis::{Fault, WaitMode};

/// The message for a finding.
pub const fn explain(finding: &Finding<'_>) -> Text {
    let Some(first) = &finding.steps[0] else { return Text::EMPTY.with(&["deadlock"]) };
    let text = match (finding.fault, &first.link) {
        (Fault::EndlessRecursion, _) => recursion(finding, first),
        (Fault::SelfDeadlock(_), Link::Reply(group)) => own_reply(first, group),
        (Fault::SelfDeadlock(_), Link::Handler(handler) | Link::Answer(handler)) => {
            own_service(first, handler, false)
        }
        (Fault::SelfDeadlock(_), Link::CappedHandler(handler)) => own_service(first, handler, true),
        (Fault::Cycle, _) => cycle(finding, first),
    };
    let text = notes(text, finding, first);
    let text = match finding.fault {
        Fault::EndlessRecursion => {
            text.with(&["\n  help: make one of the calls depend on a condition that ends it"])
        }
        Fault::SelfDeadlock(_) | Fault::Cycle => help(text, finding, first),
    };
    named(text, finding)
}

const fn notes(text: Text, finding: &Finding<'_>, first: &Step<'_>) -> Text {
    let text = match finding.through {
        Some(method) => text.with(&["\n  note: `", first.callback, "` gets here through `", method, "`"]),
        None => text,
    };
    let text = match (finding.fault, &first.link, finding.beside) {
        (Fault::SelfDeadlock(_), Link::Reply(_), Some((other, more))) => {
            stands_still(text, first, other, more)
        }
        _ => text,
    };
    if finding.assumed {
        text.with(&["\n  note: assumed, because the context leaves the impl block here: "]).with(&[
            "what gets it may wait on `",
            first.client,
            "`",
        ])
    } else {
        text
    }
}

/// The reply comes, and the rest of the group waits for it as well.
const fn stands_still(text: Text, first: &Step<'_>, other: &str, more: usize) -> Text {
    let text = text.with(&["\n  note: `", other, "`"]);
    let text = if more == 0 {
        text.with(&[" is in that group, too, and stands"])
    } else {
        text.with(&[" and "]).with_number(more).with(&[" more are in that group, too, and stand"])
    };
    text.with(&[" still while `", first.callback, "` waits, unless that gets a group of its own"])
}

/// The message for a blocking call whose callback and client are in the same exclusive group, at the reach of
/// one call.
pub const fn own_group_call(group: &GroupFacts<'_>) -> Text {
    let text = Text::EMPTY.with(&["deadlock: a sync callback of "]);
    let text = if equal(group.name, DEFAULT_GROUP) {
        text.with(&["a node's default group, which is exclusive, blocks on a client of that same group"])
            .with(&[
                "\n  the reply can only be delivered by that group, which waits for the callback to return",
            ])
    } else {
        text.with(&["the exclusive group `", group.name, "` blocks on a client of that same group"])
            .with(&["\n  the reply can only be delivered by `", group.name])
            .with(&["`, which waits for the callback to return"])
    };
    let text =
        text.with(&["\n  note: rustc shows a line of rosweave first; your call is at the last place below"]);
    text.with(&["\n  help: give the client a group of its own: `Client<.., Replies>` with "])
        .with(&["`#[derive(Group, Default)] struct Replies;`", Family::OwnReply.line()])
}

/// A group in words; with its node's name where several nodes are in play.
const fn group(text: Text, name: &str, node: Option<&str>) -> Text {
    match (equal(name, DEFAULT_GROUP), node) {
        (true, None) => text.with(&["the node's default group"]),
        (true, Some(node)) => text.with(&["the default group of `", node, "`"]),
        (false, None) => text.with(&["group `", name, "`"]),
        (false, Some(node)) => text.with(&["group `", name, "` of `", node, "`"]),
    }
}

const fn waits(mode: WaitMode) -> &'static str {
    match mode {
        WaitMode::Blocking => "blocks on",
        WaitMode::Awaiting => "awaits",
    }
}

/// A wait as the object of "blocks on" and "awaits".
const fn object(text: Text, step: &Step<'_>) -> Text {
    text.with(&[match step.awaited {
        Awaited::Reply => "client `",
        Awaited::Goal => "sending a goal with action client `",
        Awaited::Feedback => "feedback to a goal of action client `",
        Awaited::Result => "the result of a goal of action client `",
        Awaited::Cancel => "cancelling a goal of action client `",
    }])
    .with(&[step.client, "`"])
}

/// A sync callback on a client of its own exclusive group.
const fn own_reply(step: &Step<'_>, name: &str) -> Text {
    let text = object(Text::EMPTY.with(&["deadlock: `", step.callback, "` blocks on "]), step);
    let answer = answer(step.awaited);
    let text = if equal(name, DEFAULT_GROUP) {
        text.with(&[", and both are in the node's default group, which is exclusive"]).with(&[
            "\n  the ",
            answer,
            " can only be delivered by that group",
        ])
    } else {
        text.with(&[", and both are in the exclusive group `", name, "`"]).with(&[
            "\n  the ",
            answer,
            " can only be delivered by `",
            name,
            "`",
        ])
    };
    text.with(&[", which waits for `", step.callback, "` to return"])
}

/// A callback on a service that its own exclusive or capped group handles, or on an action that it executes.
const fn own_service(step: &Step<'_>, handler: &Handler<'_>, capped: bool) -> Text {
    let text = Text::EMPTY.with(&["deadlock: `", step.callback, "` ", waits(step.mode), " "]);
    let text = object(text, step);
    let text = if is_action(step) {
        text.with(&[", whose action `", step.asked.name, "` is executed by "])
    } else {
        text.with(&[", whose service is handled by "])
    };
    let text = if equal(handler.name, step.callback) {
        text.with(&["`", handler.name, "` itself"])
    } else {
        group(text.with(&["`", handler.name, "`, and both are in "]), handler.group, None)
    };
    let (runs, answer) = match step.asked.kind {
        AskedKind::Service => ("handler", "answer"),
        AskedKind::Action => ("execution", answer(step.awaited)),
    };
    if capped {
        text.with(&["\n  when every turn of that group is taken by such a wait, no ", runs, " can start"])
    } else {
        text.with(&["\n  the ", runs, " can only start when `", step.callback, "` has returned, and `"])
            .with(&[step.callback, "` waits for its ", answer])
    }
}

/// Waits of several callbacks, each of which needs what the next one holds.
const fn cycle(finding: &Finding<'_>, first: &Step<'_>) -> Text {
    let text = Text::EMPTY.with(&["deadlock: a cycle of waits, closed where `", first.callback, "` "]);
    let mut text = object(text.with(&[waits(first.mode), " "]), first);
    let many_nodes = finding.spans_nodes();
    let mut i = 0;
    while i < finding.len && i < MAX_STEPS {
        if let Some(step) = &finding.steps[i] {
            text = line(text, i + 1, step, many_nodes);
        }
        i += 1;
    }
    if finding.len > MAX_STEPS {
        text = text.with(&["\n  and "]).with_number(finding.len - MAX_STEPS).with(&[" more"]);
    }
    text.with(&["\n  each waits for the next one, the last one for the first: none ever goes on"])
}

impl Finding<'_> {
    /// Whether its cycle goes through more than one node.
    pub(super) const fn spans_nodes(&self) -> bool {
        let mut i = 1;
        while i < MAX_STEPS {
            if let (Some(a), Some(b)) = (&self.steps[0], &self.steps[i])
                && a.member != b.member
            {
                return true;
            }
            i += 1;
        }
        false
    }
}

const fn line(text: Text, number: usize, step: &Step<'_>, many_nodes: bool) -> Text {
    let text = callback(
        text.with(&["\n  "]).with_number(number).with(&[". "]),
        step.node,
        step.callback,
        many_nodes,
    );
    let own_node = if many_nodes { Some(step.node) } else { None };
    let text = group(text.with(&[" in "]), step.group, own_node);
    let client_node = if many_nodes { Some(step.client_node) } else { None };
    let text = text.with(&[" ", waits(step.mode), " "]);
    let text = match step.awaited {
        Awaited::Reply => text.with(&["`", step.client, "`"]),
        _ => object(text, step),
    };
    let runs = if is_action(step) { ", whose execution " } else { ", whose handler " };
    match &step.link {
        Link::Reply(name) => {
            let text = text.with(&[", whose ", answer(step.awaited), " is delivered by "]);
            group(text, name, client_node)
        }
        Link::Handler(handler) => started_by(text.with(&[runs]), handler, " is started by ", many_nodes),
        Link::CappedHandler(handler) => {
            started_by(text.with(&[runs]), handler, " needs a free turn of ", many_nodes)
        }
        Link::Answer(handler) => {
            callback(text.with(&[runs]), handler.node, handler.name, many_nodes).with(&[" waits itself"])
        }
    }
}

const fn started_by(text: Text, handler: &Handler<'_>, how: &str, many_nodes: bool) -> Text {
    let text = callback(text, handler.node, handler.name, many_nodes);
    group(text.with(&[how]), handler.group, if many_nodes { Some(handler.node) } else { None })
}

const fn callback(text: Text, node: &str, name: &str, many_nodes: bool) -> Text {
    if many_nodes { text.with(&["`", node, "::", name, "`"]) } else { text.with(&["`", name, "`"]) }
}

/// Reentrant handlers that call each other on every run.
const fn recursion(finding: &Finding<'_>, first: &Step<'_>) -> Text {
    let text = Text::EMPTY.with(&["endless recursion: every run of `", first.callback, "` "]);
    let text = if is_action(first) {
        object(text.with(&["waits for "]), first)
    } else {
        called(text, finding, first)
    };
    let text = match (is_action(first), finding.len) {
        (true, 1) => text.with(&[", which it executes itself"]),
        (true, _) => text.with(&[", and every execution behind it waits on, back to `", first.callback, "`"]),
        _ => text,
    };
    text.with(&["\n  no group is in the way, but no ", if is_action(first) { "goal" } else { "request" }])
        .with(&[if is_action(first) { " ever ends" } else { " is ever answered" }])
}

const fn called(text: Text, finding: &Finding<'_>, first: &Step<'_>) -> Text {
    if finding.len == 1 {
        text.with(&["calls its own service through client `", first.client, "`"])
    } else {
        text.with(&["calls client `", first.client, "`, and every handler behind it calls on, back to `"])
            .with(&[first.callback, "`"])
    }
}
