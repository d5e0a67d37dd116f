//! darling's words for what it finds, in ours.

use darling::error::Error;

use crate::errors::with_help;

/// "did you mean `x`?", or all that there is to choose from.
pub(crate) fn suggestion(unknown: &str, known: &[&str]) -> String {
    let text = Error::unknown_value_with_alts(unknown, known).to_string();
    match text.split_once(". ") {
        Some((_, tail)) if tail.starts_with("Did") => tail_as_help(tail, ""),
        _ => all_of(known),
    }
}

pub(super) fn all_of(known: &[&str]) -> String {
    let known: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
    format!("one of {}", known.join(", "))
}

/// darling's "Did you mean `x`?" or "Available values: ..", as a help.
fn tail_as_help(tail: &str, list: &str) -> String {
    match tail.strip_prefix("Available values:") {
        Some(values) => format!("{list}{values}"),
        None => tail.replacen("Did", "did", 1),
    }
}

/// The option that is unknown, where darling says so.
pub(super) fn unknown_option(text: &str) -> Option<&str> {
    text.starts_with("Unknown field").then(|| text.split('`').nth(1)).flatten()
}

/// Where that is said which other libraries make an option of `attribute`.
pub(super) fn elsewhere(attribute: &str, option: &str) -> Option<&'static str> {
    let callback = matches!(attribute, "subscribe" | "service" | "action" | "timer");
    match option {
        "group" | "callback_group" if callback => Some("a group has an attribute of its own: `#[group(Io)]`"),
        "group" | "callback_group" => Some(
            "a group stands in the field's type: `Client<AddTwoInts, Io>`, `ActionClient<Fibonacci, Io>`",
        ),
        "type" | "msg_type" | "msg" | "message" if attribute == "subscribe" => {
            Some("leave it out: the parameter says the message's type, as in `msg: &String`")
        }
        "type" | "msg_type" | "msg" | "message" | "srv_type" => {
            Some("leave it out: the field's type says it, as in `Publisher<String>`, `Client<AddTwoInts>`")
        }
        "rate" | "frequency" | "hz" if attribute == "timer" => {
            Some("the period may be a rate: `#[timer(\"10Hz\")]`")
        }
        "queue_size" | "history_depth" if matches!(attribute, "publisher" | "subscribe") => {
            Some("write `qos(depth = 10)`")
        }
        _ => None,
    }
}

/// darling's words for what it finds itself, in ours.
pub(crate) fn reword(text: &str, attribute: &str) -> String {
    let quoted = |text: &str| text.split('`').nth(1).unwrap_or_default().to_owned();
    if text.starts_with("Unknown field") {
        let help = match text.split_once(". ") {
            Some((_, tail)) => tail_as_help(tail, "the options are"),
            None => "leave it out".to_owned(),
        };
        with_help(format!("`{attribute}` has no option `{}`", quoted(text)), help)
    } else if text.starts_with("Duplicate field") {
        with_help(format!("`{}` is given twice in `{attribute}`", quoted(text)), "leave one of them out")
    } else {
        text.to_owned()
    }
}
