//! Names that are no client's or timer's, and calls that no context is given to.

use super::super::parameter::{ParameterFacts, ParameterShape};
use super::super::text::{self, Text};
use super::super::{CallbackFacts, FieldFacts, FieldKind, Role};

/// What is wrong with a field that is calculated with, or assigned to, where it is one parameter.
pub const fn parameter_as_value(fields: &[FieldFacts<'_>], name: &str, said: &[&str]) -> Option<Text> {
    let mut i = 0;
    while i < fields.len() {
        if let FieldKind::Parameter(ParameterFacts { shape: ParameterShape::One(_), .. }) = fields[i].kind
            && text::equal(fields[i].name, name)
        {
            return Some(Text::EMPTY.with(said));
        }
        i += 1;
    }
    None
}

/// What is wrong with a call, where the field is a client that has such a method.
pub const fn call_of_client(
    fields: &[FieldFacts<'_>],
    name: &str,
    method: &str,
    said: &[&str],
) -> Option<Text> {
    let mut i = 0;
    while i < fields.len() {
        let has = match fields[i].kind {
            FieldKind::Client(_) => text::one_of(
                method,
                &["call", "call_timeout", "wait_for_service", "wait_for_service_timeout"],
            ),
            FieldKind::ActionClient(_) => {
                text::one_of(method, &["send", "send_timeout", "wait_for_server", "wait_for_server_timeout"])
            }
            _ => false,
        };
        if has && text::equal(fields[i].name, name) {
            return Some(Text::EMPTY.with(said));
        }
        i += 1;
    }
    None
}

/// The message for a name in `#[waits(..)]` that is none of the node's clients.
pub const fn unknown_client(fields: &[FieldFacts<'_>], name: &str) -> Option<Text> {
    let mut clients = Names::beside(name);
    let mut i = 0;
    while i < fields.len() {
        let field = &fields[i];
        if text::equal(field.name, name) {
            return match field.kind.asks() {
                Some(_) => None,
                None => Some(
                    Text::EMPTY
                        .with(&["`", name, "` is no client, so nothing can be waited for on it"])
                        .with(&["\nhelp: name a field that has `#[client(..)]` or `#[action_client(..)]`, or leave it out"]),
                ),
            };
        }
        if field.kind.asks().is_some() {
            clients = clients.and(field.name);
        }
        i += 1;
    }
    let text = Text::EMPTY.with(&["no client of this node is called `", name, "`\nhelp: "]);
    Some(clients.told(text, "it has none: leave `#[waits]` out", "its clients are "))
}

/// The message for a timer's handle whose timer is none of the callbacks.
pub const fn missing_timer(callbacks: &[CallbackFacts<'_>], timer: &str) -> Option<Text> {
    let mut timers = Names::beside(timer);
    let mut i = 0;
    while i < callbacks.len() {
        if matches!(callbacks[i].role, Role::Timer { .. }) {
            if text::equal(callbacks[i].name, timer) {
                return None;
            }
            timers = timers.and(callbacks[i].name);
        }
        i += 1;
    }
    let text = Text::EMPTY.with(&["no timer of this node is called `", timer, "`\nhelp: "]);
    Some(timers.told(text, "name the method that has `#[timer(..)]`", "its timers are "))
}

/// What a name that is none of them could have been.
struct Names<'n> {
    wanted: &'n str,
    nearest: &'n str,
    least: usize,
    known: Text,
    count: usize,
}

impl<'n> Names<'n> {
    const fn beside(wanted: &'n str) -> Names<'n> {
        Names { wanted, nearest: "", least: usize::MAX, known: Text::EMPTY, count: 0 }
    }

    const fn and(mut self, name: &'n str) -> Names<'n> {
        let distance = distance(self.wanted, name);
        if distance < self.least {
            (self.nearest, self.least) = (name, distance);
        }
        self.known = self.known.with(&[if self.count == 0 { "`" } else { ", `" }, name, "`"]);
        self.count += 1;
        self
    }

    /// `text` with the nearest one, or all of them, or what to do where there is `none`.
    const fn told(&self, text: Text, none: &str, all: &str) -> Text {
        if self.count == 0 {
            text.with(&[none])
        } else if self.least <= 1 + self.wanted.len() / 3 {
            text.with(&["did you mean `", self.nearest, "`?"])
        } else {
            text.with(&[all, self.known.as_str()])
        }
    }
}

/// The longest name that is compared.
const LONGEST: usize = 48;

/// How many letters have to be put in, left out or changed to get from one name to the other.
const fn distance(a: &str, b: &str) -> usize {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() > LONGEST || b.len() > LONGEST {
        return usize::MAX;
    }
    let mut row = [0; LONGEST + 1];
    let mut j = 0;
    while j <= b.len() {
        row[j] = j;
        j += 1;
    }
    let mut i = 0;
    while i < a.len() {
        let mut corner = row[0];
        row[0] = i + 1;
        j = 0;
        while j < b.len() {
            let changed = corner + (a[i] != b[j]) as usize;
            corner = row[j + 1];
            row[j + 1] = least(changed, least(row[j], row[j + 1]) + 1);
            j += 1;
        }
        i += 1;
    }
    row[b.len()]
}

const fn least(a: usize, b: usize) -> usize {
    if a < b { a } else { b }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_distance_counts_single_letters() {
        for (a, b, expected) in
            [("slow", "slow", 0), ("slwo", "slow", 2), ("", "abc", 3), ("kitten", "sitting", 3)]
        {
            assert_eq!(distance(a, b), expected, "{a} {b}");
            assert_eq!(distance(b, a), expected, "{b} {a}");
        }
    }
}
