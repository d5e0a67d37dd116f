//! What a look at the declarations of one node shows, without the rule.

use super::super::names::{self, NameKind};
use super::super::text::{self, Text};
use super::super::{Asked, AskedKind, FieldKind, NodeFacts, Role};

/// The message for a service or an action that two callbacks of one node answer, if `callback` is the later of the
/// two.
pub const fn duplicate_handler(facts: NodeFacts<'_>, callback: &str) -> Option<Text> {
    let callbacks = facts.callbacks;
    let mut at = 0;
    while !text::equal(callbacks[at].name, callback) {
        at += 1;
    }
    let Some(asked) = callbacks[at].role.answers() else { return None };
    let mut i = 0;
    while i < at {
        if let Some(earlier) = callbacks[i].role.answers()
            && earlier.kind.same(asked.kind)
            && names::same(facts.namespace, facts.name, earlier.name, asked.name)
        {
            return Some(two_handlers(asked, callbacks[i].name, callback));
        }
        i += 1;
    }
    None
}

const fn two_handlers(asked: Asked<'_>, first: &str, second: &str) -> Text {
    let (text, place) = match asked.kind {
        AskedKind::Service => (["service `", asked.name, "` has two handlers: `"], "serve it from"),
        AskedKind::Action => (["two callbacks execute action `", asked.name, "`: `"], "execute it in"),
    };
    let text = Text::EMPTY.with(&text).with(&[first, "` and `", second, "`\nhelp: "]);
    text.with(&[place, " one of them, or give one another name"])
}

/// The message for a topic that a subscription hears already, if the one at `place` is one.
pub const fn repeated_topic(facts: NodeFacts<'_>, callback: &str, place: usize) -> Option<Text> {
    let mut at = 0;
    while !text::equal(facts.callbacks[at].name, callback) {
        at += 1;
    }
    let Role::Subscription { topics, .. } = facts.callbacks[at].role else { return None };
    let mut i = 0;
    while i < place {
        if names::same(facts.namespace, facts.name, topics[i], topics[place]) {
            let text = Text::EMPTY.with(&["`", callback, "` hears the topic `", topics[place], "` already"]);
            let text = if text::equal(topics[i], topics[place]) {
                text
            } else {
                text.with(&[": as `", topics[i], "`"])
            };
            return Some(text.with(&["\nhelp: leave one of them out"]));
        }
        i += 1;
    }
    None
}

/// The message for a node of which nothing would ever run, and which nobody could use.
pub const fn nothing_runs(facts: NodeFacts<'_>) -> Option<Text> {
    let mut i = 0;
    while i < facts.fields.len() {
        if !matches!(facts.fields[i].kind, FieldKind::Plain | FieldKind::Timer { .. }) {
            return None;
        }
        i += 1;
    }
    if !facts.callbacks.is_empty() {
        return None;
    }
    let text = Text::EMPTY.with(&[
        "`",
        facts.type_name,
        "` has no callbacks and no handles, so nothing would ever run",
    ]);
    Some(text.with(&[
        "\nhelp: put `#[timer(..)]`, `#[subscribe(..)]`, `#[service(..)]` or `#[action(..)]` on a method of this block",
    ]))
}

/// The message for an invalid name, if it is one.
pub const fn bad_name(kind: NameKind, name: &str) -> Option<Text> {
    match names::check_declared(kind, name) {
        Some(bad) => Some(names::explain(kind, name, bad)),
        None => None,
    }
}
