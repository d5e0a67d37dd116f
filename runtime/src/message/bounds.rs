//! Bounds of strings and sequences: what is longer is neither sent nor taken.

use super::{Field, Message};

/// A string or a sequence is longer than its type says.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{field}` has a length of {found}, and {bound} is the most")]
#[non_exhaustive]
pub struct OutOfBounds {
    /// The field, with those that it is in, as in `poses[3].name`.
    pub field: String,
    /// How long it may be: in bytes, in units of UTF-16 where it is a `wstring`, or in elements.
    pub bound: usize,
    /// How long it is.
    pub found: usize,
}

impl OutOfBounds {
    /// The same, of a field of `outer`.
    #[must_use]
    pub fn inside(mut self, outer: &str) -> OutOfBounds {
        let dot = if self.field.starts_with('[') { "" } else { "." };
        self.field = format!("{outer}{dot}{}", self.field);
        self
    }
}

/// Checks a length.
#[doc(hidden)]
pub fn at_most(field: &str, found: usize, bound: usize) -> Result<(), OutOfBounds> {
    if found <= bound { Ok(()) } else { Err(OutOfBounds { field: field.to_owned(), bound, found }) }
}

/// Checks the length of each string.
#[doc(hidden)]
pub fn each_at_most(field: &str, texts: &[String], bound: usize) -> Result<(), OutOfBounds> {
    each(field, texts, |text| at_most("", text.len(), bound))
}

/// Checks the length of a string as UTF-16.
#[doc(hidden)]
pub fn wide_at_most(field: &str, text: &str, bound: usize) -> Result<(), OutOfBounds> {
    at_most(field, text.encode_utf16().count(), bound)
}

/// Checks the length of each string as UTF-16.
#[doc(hidden)]
pub fn each_wide_at_most(field: &str, texts: &[String], bound: usize) -> Result<(), OutOfBounds> {
    each(field, texts, |text| wide_at_most("", text, bound))
}

/// Checks a message.
#[doc(hidden)]
pub fn inside<M: Message>(field: &str, message: &M) -> Result<(), OutOfBounds> {
    message.check_bounds().map_err(|error| error.inside(field))
}

/// Checks each message.
#[doc(hidden)]
pub fn each_inside<M: Message>(field: &str, messages: &[M]) -> Result<(), OutOfBounds> {
    each(field, messages, Message::check_bounds)
}

/// Checks the length of a string.
#[doc(hidden)]
pub fn text_at_most(field: &str, text: &str, bound: usize) -> Result<(), OutOfBounds> {
    at_most(field, text.len(), bound)
}

fn each<T>(
    field: &str,
    elements: &[T],
    check: impl Fn(&T) -> Result<(), OutOfBounds>,
) -> Result<(), OutOfBounds> {
    for (index, element) in elements.iter().enumerate() {
        check(element).map_err(|mut error| {
            error.field = match error.field.as_str() {
                "" => format!("{field}[{index}]"),
                inner if inner.starts_with('[') => format!("{field}[{index}]{inner}"),
                inner => format!("{field}[{index}].{inner}"),
            };
            error
        })?;
    }
    Ok(())
}

/// Checks what a field has several of.
pub(super) fn elements<F: Field>(elements: &[F]) -> Result<(), OutOfBounds> {
    if F::IS_BOUNDED { each("", elements, Field::check_field) } else { Ok(()) }
}
