//! The marks that a picture and its legend share.

use std::fmt::Write;

pub(super) const TOPIC: &str = "#3987d6";
pub(super) const SERVICE: &str = "#a063d6";
pub(super) const ACTION: &str = "#2f9e44";
pub(super) const WAIT: &str = "#cf6a00";
pub(super) const CYCLE: &str = "#e5484d";
pub(super) const SMALL: &str = r#"font-size="11" opacity="0.8""#;

/// Writes to a text, which never fails.
macro_rules! put {
    ($out:expr, $($arg:tt)*) => {{
        let _ = write!($out, $($arg)*);
    }};
}
pub(super) use put;

pub(super) fn text(out: &mut String, (x, y): (i32, i32), text: &str, style: &str) {
    put!(out, r#"<text x="{x}" y="{y}" {style}>{}</text>"#, escape(text));
}

/// Text of an element or attribute.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '"' => escaped += "&quot;",
            '\'' => escaped += "&#39;",
            c => escaped.push(c),
        }
    }
    escaped
}

/// An arrow's head, which points to the right (1) or to the left (-1).
pub(super) fn arrow((x, y): (i32, i32), direction: i32) -> String {
    let back = x - 9 * direction;
    format!("M{x} {y}L{back} {}V{}Z", y - 4, y + 4)
}
