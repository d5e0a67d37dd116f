//! The words for a fault: what hangs, why, and how to mend it.

use super::super::GroupFacts;
use super::super::text::{Text, equal};
use super::{Finding, Link, MAX_STEPS, Step};
use crate::analysis::{Fault, WaitMode};

/// The message for a finding.
pub const fn explain(finding: &Finding) -> Text {
    let Some(first) = &finding.steps[0] else { return Text::EMPTY.with(&["deadlock"]) };
    let text = match (finding.fault, &first.link) {
        (Fault::EndlessRecursion, _) => recursion(finding, first),
        (Fault::SelfDeadlock(_), Link::Reply(group)) => own_reply(first, group),
        (Fault::SelfDeadlock(_), _) => own_service(first),
        (Fault::Cycle, _) => cycle(finding, first),
    };
    let text = match finding.through {
        Some(method) => text.with(&["\n  note: `", first.callback, "` gets here through `", method, "`"]),
        None => text,
    };
    if finding.assumed {
        text.with(&[
            "\n  note: assumed, because the context leaves the impl block here: what gets it may wait on `",
        ])
        .with(&[first.client, "`"])
        .with(&["\n  help: call the client in the impl block itself, or hand out neither `self` nor `"])
        .with(&[first.client, "` together with the context"])
    } else {
        text
    }
}

/// The message for a blocking call whose callback and client are in the same exclusive group, at the reach of
/// one call.
pub const fn own_group_call(group: &GroupFacts) -> Text {
    let text = Text::EMPTY.with(&["deadlock: a sync callback of "]);
    let (text, name) = if equal(group.name, DEFAULT_GROUP) {
        (text.with(&["a node's default group, which is exclusive,"]), "that group")
    } else {
        (text.with(&["the exclusive group `", group.name, "`"]), "it")
    };
    text.with(&[" blocks on a client of the same group"])
        .with(&["\n  the reply can only be delivered by ", name, ", which waits for the callback to return"])
        .with(&["\n  help: give the client a group of its own: `Client<.., Replies>` with "])
        .with(&["`#[derive(Group, Default)] struct Replies;`"])
        .with(&["\n  help: or make the callback an `async fn` and `.await` the call"])
}

/// The group that callbacks and clients are in without `#[group]`.
const DEFAULT_GROUP: &str = "DefaultGroup";

const fn group(text: Text, name: &str) -> Text {
    if equal(name, DEFAULT_GROUP) {
        text.with(&["the node's default group"])
    } else {
        text.with(&["group `", name, "`"])
    }
}

const fn waits(mode: WaitMode) -> &'static str {
    match mode {
        WaitMode::Blocking => "blocks on",
        WaitMode::Awaiting => "awaits",
    }
}

/// A sync callback on a client of its own exclusive group.
const fn own_reply(step: &Step, name: &str) -> Text {
    let text = Text::EMPTY.with(&["deadlock: `", step.callback, "` blocks on client `", step.client]);
    let text = if equal(name, DEFAULT_GROUP) {
        text.with(&["`, and both are in the node's default group, which is exclusive"])
            .with(&["\n  the reply can only be delivered by that group, which waits for `", step.callback])
    } else {
        text.with(&["`, and both are in the exclusive group `", name, "`"]).with(&[
            "\n  the reply can only be delivered by `",
            name,
            "`, which waits for `",
            step.callback,
        ])
    };
    let text = text.with(&["` to return"]);
    or_async(own_group(text, step, None, "give the client a group of its own"), step)
}

/// `help: ..: client: Client<S, G>`, with a group that the node has or one to declare.
const fn own_group(text: Text, step: &Step, spare: Option<&str>, what: &str) -> Text {
    let name = match spare {
        Some(name) => name,
        None => "Replies",
    };
    let text = text.with(&["\n  help: ", what, ": `", step.client, ": Client<", step.service_type, ", "]);
    let text = text.with(&[name, ">`"]);
    match spare {
        Some(_) => text,
        None => text.with(&[" with `#[derive(Group, Default)] struct Replies;`"]),
    }
}

const fn or_async(text: Text, step: &Step) -> Text {
    match step.mode {
        WaitMode::Blocking => {
            text.with(&["\n  help: or make `", step.callback, "` an `async fn` and `.await` the call"])
        }
        WaitMode::Awaiting => text,
    }
}

/// A callback on a service that its own exclusive or capped group handles.
const fn own_service(step: &Step) -> Text {
    let (handler, name, capped) = match step.link {
        Link::Handler { handler, group } => (handler, group, false),
        Link::CappedHandler { handler, group } => (handler, group, true),
        Link::Reply(group) => ("", group, false),
        Link::Answer { handler } => (handler, "", false),
    };
    let text = Text::EMPTY.with(&["deadlock: `", step.callback, "` ", waits(step.mode), " client `"]);
    let text = text.with(&[step.client, "`, whose service is handled by "]);
    let text = if equal(handler, step.callback) {
        text.with(&["itself"])
    } else {
        group(text.with(&["`", handler, "` in the same "]), name)
    };
    let text = if capped {
        text.with(&["\n  when every turn of that group is taken by such a wait, no handler can start"])
    } else {
        text.with(&["\n  the handler can only start when `", step.callback, "` has returned"]).with(&[
            ", and `",
            step.callback,
            "` waits for its answer",
        ])
    };
    if equal(handler, step.callback) {
        text.with(&["\n  help: let both call a method that does the work, instead of the service"])
    } else {
        text.with(&["\n  help: put the handler into another group: `#[group(Answers)]` on `", handler])
            .with(&["` with `#[derive(Group, Default)] struct Answers;`"])
            .with(&["\n  help: or let both call a method that does the work, instead of the service"])
    }
}

/// Waits of several callbacks, each of which needs what the next one holds.
const fn cycle(finding: &Finding, first: &Step) -> Text {
    let text = Text::EMPTY.with(&["deadlock: a cycle of waits, closed where `", first.callback, "` "]);
    let mut text = text.with(&[waits(first.mode), " client `", first.client, "`"]);
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
    text = text.with(&["\n  each waits for the next one, the last one for the first: none ever goes on"]);
    match first.link {
        Link::Reply(_) => {
            or_async(own_group(text, first, finding.spare_group, "give the client another group"), first)
        }
        Link::Handler { handler, .. } | Link::CappedHandler { handler, .. } => or_async(
            text.with(&["\n  help: put `", handler, "` into another group: `#[group(Answers)]`"])
                .with(&[" with `#[derive(Group, Default)] struct Answers;`"]),
            first,
        ),
        Link::Answer { handler } => text
            .with(&["\n  help: let `", first.callback, "` do without an answer of `", handler])
            .with(&["`, or give a client of the cycle another group"]),
    }
}

impl Finding {
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

const fn line(text: Text, number: usize, step: &Step, many_nodes: bool) -> Text {
    let text = text.with(&["\n  "]).with_number(number).with(&[". `"]);
    let text = if many_nodes { text.with(&[step.node, "::"]) } else { text };
    let text = group(text.with(&[step.callback, "` in "]), step.group);
    let text = text.with(&[" ", waits(step.mode), " `", step.client, "`, "]);
    match step.link {
        Link::Reply(name) => group(text.with(&["whose reply is delivered by "]), name),
        Link::Handler { handler, group: name } => {
            group(text.with(&["whose handler `", handler, "` is started by "]), name)
        }
        Link::CappedHandler { handler, group: name } => {
            group(text.with(&["whose handler `", handler, "` needs a free turn of "]), name)
        }
        Link::Answer { handler } => text.with(&["whose handler `", handler, "` waits itself"]),
    }
}

/// Reentrant handlers that call each other on every run.
const fn recursion(finding: &Finding, first: &Step) -> Text {
    let text = Text::EMPTY.with(&["endless recursion: every run of `", first.callback, "` calls "]);
    let text = if finding.len == 1 {
        text.with(&["its own service through client `", first.client, "`"])
    } else {
        text.with(&["client `", first.client, "`, and every handler behind it calls on, back to `"])
            .with(&[first.callback, "`"])
    };
    text.with(&["\n  no group is in the way, but no request is ever answered"])
        .with(&["\n  help: make one of the calls depend on a condition that ends the recursion"])
}
