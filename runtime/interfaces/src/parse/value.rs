//! Values of constants and defaults.

use crate::error::Wrong;
use crate::model::{Count, Element, Primitive, Type, Value};

/// Reads the value that a field of type `ty` starts with.
pub(crate) fn default(text: &str, ty: &Type) -> Result<Value, Wrong> {
    if ty.count == Count::One {
        return single(text, &ty.element);
    }
    let inner = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).ok_or_else(|| {
        Wrong::new(format!("`{text}` is no list of values"), "write it in brackets: `[1, 2]`")
    })?;
    let values: Result<Vec<Value>, Wrong> =
        elements(inner).iter().map(|element| single(element, &ty.element)).collect();
    let values = values?;
    let found = values.len();
    let wrong = |what: String, help: &str| Err(Wrong::new(what, help));
    match ty.count {
        Count::Array(size) if found != size => {
            wrong(format!("{found} values for an array of {size}"), "write a value for each element")
        }
        Count::Bounded(bound) if found > bound => {
            wrong(format!("{found} values for a sequence of at most {bound}"), "leave some out")
        }
        _ => Ok(Value::List(values)),
    }
}

/// Reads one value.
pub(crate) fn single(text: &str, element: &Element) -> Result<Value, Wrong> {
    if text.is_empty() && !matches!(element, Element::String { .. } | Element::WString { .. }) {
        return Err(Wrong::new("a value is missing", "write one"));
    }
    match element {
        Element::Primitive(Primitive::Bool) => boolean(text),
        Element::Primitive(primitive) => match primitive.range() {
            Some(range) => integer(text, range),
            None => float(text, *primitive),
        },
        Element::String { bound } => string(text, *bound, str::len),
        Element::WString { bound } => string(text, *bound, |text| text.encode_utf16().count()),
        Element::Message { name, .. } => Err(Wrong::new(
            format!("`{text}` is given to a field of type `{name}`, and messages have no default values"),
            "leave it out; the message's own fields can have some",
        )),
    }
}

fn boolean(text: &str) -> Result<Value, Wrong> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "1" => Ok(Value::Bool(true)),
        "false" | "0" => Ok(Value::Bool(false)),
        _ => Err(Wrong::new(format!("`{text}` is no truth value"), "write `true` or `false`")),
    }
}

fn integer(text: &str, (least, greatest): (i128, i128)) -> Result<Value, Wrong> {
    let (negative, digits) = match text.strip_prefix(['-', '+']) {
        Some(digits) => (text.starts_with('-'), digits),
        None => (false, text),
    };
    let prefixed = [("0x", 16), ("0X", 16), ("0o", 8), ("0O", 8), ("0b", 2), ("0B", 2)];
    let (digits, radix) = prefixed
        .iter()
        .find_map(|(prefix, radix)| Some((digits.strip_prefix(prefix)?, *radix)))
        .unwrap_or((digits, 10));
    let signless = digits.starts_with(|c: char| c.is_digit(radix));
    let Some(value) = i128::from_str_radix(digits, radix).ok().filter(|_| signless) else {
        return Err(Wrong::new(format!("`{text}` is no whole number"), "write digits"));
    };
    let value = if negative { -value } else { value };
    if value < least || value > greatest {
        let help = format!("write a value from {least} to {greatest}, or take a wider type");
        return Err(Wrong::new(format!("`{text}` is out of range"), help));
    }
    Ok(Value::Integer(value))
}

fn float(text: &str, primitive: Primitive) -> Result<Value, Wrong> {
    let Ok(value) = text.parse::<f64>() else {
        return Err(Wrong::new(format!("`{text}` is no number"), "write it as in `0.5` or `1e-3`"));
    };
    let written_infinite = text.trim_start_matches(['-', '+']).to_ascii_lowercase().starts_with("inf");
    let overflows = value.is_infinite() || (primitive == Primitive::Float32 && (value as f32).is_infinite());
    if overflows && !written_infinite {
        return Err(Wrong::new(format!("`{text}` is out of range"), "write a smaller number"));
    }
    Ok(Value::Float(value))
}

fn string(text: &str, bound: Option<usize>, len: fn(&str) -> usize) -> Result<Value, Wrong> {
    let text = unquoted(text)?;
    let found = len(&text);
    match bound {
        Some(bound) if found > bound => {
            let what = format!("a string of at most {bound} starts with {found}");
            Err(Wrong::new(what, "write a shorter one, or a higher bound"))
        }
        _ => Ok(Value::Text(text)),
    }
}

/// The text between quotes, which may be left out.
fn unquoted(text: &str) -> Result<String, Wrong> {
    let Some(quote) = ['"', '\''].into_iter().find(|quote| text.starts_with(*quote)) else {
        return Ok(unescaped(text));
    };
    let whole = text.len() > 1 && closing(&text[1..], quote) == Some(text.len() - 2);
    if !whole {
        let help = format!("end it with {quote}, and write \\{quote} for a quote in it");
        return Err(Wrong::new(format!("{text} is no string"), help));
    }
    Ok(unescaped(&text[1..text.len() - 1]))
}

/// Where the first `quote` without a backslash stands.
pub(super) fn closing(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    text.char_indices().find_map(|(at, c)| {
        let ends = c == quote && !escaped;
        escaped = c == '\\' && !escaped;
        ends.then_some(at)
    })
}

/// Resolves what a backslash stands before. An unknown one stays.
fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        let rest = chars.clone();
        match chars.next() {
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('r') => out.push('\r'),
            Some('0') => out.push('\0'),
            Some(same @ ('\\' | '"' | '\'')) => out.push(same),
            Some(kind @ ('x' | 'u' | 'U')) => {
                let digits = match kind {
                    'x' => 2,
                    'u' => 4,
                    _ => 8,
                };
                let code: String = chars.by_ref().take(digits).collect();
                let found = u32::from_str_radix(&code, 16).ok().filter(|_| code.len() == digits);
                match found.and_then(char::from_u32) {
                    Some(c) => out.push(c),
                    None => {
                        out.push('\\');
                        chars = rest;
                    }
                }
            }
            _ => {
                out.push('\\');
                chars = rest;
            }
        }
    }
    out
}

/// The elements of a list, separated by commas outside of strings.
fn elements(text: &str) -> Vec<&str> {
    let (mut elements, mut rest) = (Vec::new(), text.trim());
    while !rest.is_empty() {
        let end = end_of_element(rest);
        elements.push(rest[..end].trim());
        // A comma at the end is followed by nothing.
        rest = rest.get(end + 1..).unwrap_or_default().trim_start();
    }
    elements
}

fn end_of_element(text: &str) -> usize {
    let quoted = ['"', '\''].into_iter().find(|quote| text.starts_with(*quote));
    let from = quoted.and_then(|quote| Some(closing(&text[1..], quote)? + 2)).unwrap_or(0);
    text[from..].find(',').map_or(text.len(), |comma| from + comma)
}
