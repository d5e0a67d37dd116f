//! Words that explanations and helps share.

use super::Step;
use crate::facts::{AskedKind, Awaited};

/// The group that callbacks and clients are in without `#[group]`.
pub(crate) const DEFAULT_GROUP: &str = "DefaultGroup";

/// A group as the log names it.
pub(crate) fn group_in_words(name: &str) -> &str {
    if name == DEFAULT_GROUP { "the default group" } else { name }
}

/// What comes to who waits.
pub(super) const fn answer(awaited: Awaited) -> &'static str {
    match awaited {
        Awaited::Reply => "reply",
        Awaited::Goal | Awaited::Cancel => "answer",
        Awaited::Feedback => "feedback",
        Awaited::Result => "result",
    }
}

/// Whether what is waited on is an action.
pub(super) const fn is_action(step: &Step<'_>) -> bool {
    matches!(step.asked.kind, AskedKind::Action)
}
