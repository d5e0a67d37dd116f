//! What a wait is for, in the words that go through a macro call, and in those of descriptions.

use rosweave_describe as model;

use crate::scan::Awaited;

/// Each with its word and what descriptions call it.
const AWAITED: [(&str, Awaited, model::Awaited); 5] = [
    ("reply", Awaited::Reply, model::Awaited::Reply),
    ("goal", Awaited::Goal, model::Awaited::Goal),
    ("feedback", Awaited::Feedback, model::Awaited::Feedback),
    ("result", Awaited::Result, model::Awaited::Result),
    ("cancel", Awaited::Cancel, model::Awaited::Cancel),
];

/// As descriptions say it.
pub(super) fn awaited(what: Awaited) -> model::Awaited {
    AWAITED
        .iter()
        .find(|(_, known, _)| *known == what)
        .map_or(model::Awaited::Reply, |(.., described)| *described)
}

/// What is waited for as a word, for the way through a macro call.
pub(super) fn awaited_word(what: Awaited) -> &'static str {
    AWAITED.iter().find(|(_, known, _)| *known == what).map_or("reply", |(word, ..)| word)
}

/// The same back.
pub(super) fn awaited_of(word: &str) -> Awaited {
    AWAITED.iter().find(|(known, ..)| *known == word).map_or(Awaited::Reply, |(_, what, _)| *what)
}
