//! Types as definitions write them: `string<=10[<=3]`.

use crate::error::Wrong;
use crate::model::{Count, Element, Primitive, Type};
use crate::names;

/// Reads the type of a field in a definition of `package`.
pub(crate) fn parse(text: &str, package: &str) -> Result<Type, Wrong> {
    let (element, count) = match text.strip_suffix(']') {
        Some(rest) => {
            let (element, count) = rest.rsplit_once('[').ok_or_else(|| {
                Wrong::new(format!("`{text}` has a `]` without its `[`"), "write `[]`, `[3]` or `[<=3]`")
            })?;
            (element, self::count(count, text)?)
        }
        None if text.contains('[') => {
            let what = format!("`{text}` has a `[` without its `]`");
            return Err(Wrong::new(what, "write `[]`, `[3]` or `[<=3]`"));
        }
        None => (text, Count::One),
    };
    if element.contains(['[', ']']) {
        let help = "put the inner one into a message of its own";
        return Err(Wrong::new(format!("`{text}` is an array of arrays, and ROS 2 has none"), help));
    }
    Ok(Type { element: self::element(element, package)?, count })
}

/// What stands in brackets.
fn count(text: &str, whole: &str) -> Result<Count, Wrong> {
    if text.is_empty() {
        return Ok(Count::Unbounded);
    }
    match text.strip_prefix("<=") {
        Some(bound) => Ok(Count::Bounded(size(bound, whole)?)),
        None => Ok(Count::Array(size(text, whole)?)),
    }
}

fn size(text: &str, whole: &str) -> Result<usize, Wrong> {
    let digits = !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    match text.parse::<u32>() {
        Ok(0) => Err(Wrong::new(format!("`{whole}` can hold nothing"), "write a bound of 1 at least")),
        Ok(size) if digits => Ok(size as usize),
        _ if digits => {
            let help = format!("write a number up to {}", u32::MAX);
            Err(Wrong::new(format!("`{text}` in `{whole}` is more than can be counted on the wire"), help))
        }
        _ => Err(Wrong::new(
            format!("`{text}` in `{whole}` is no number"),
            "write `[]` for any number of elements, `[3]` for three, `[<=3]` for three at the most",
        )),
    }
}

fn element(text: &str, package: &str) -> Result<Element, Wrong> {
    if let Some((_, primitive)) = Primitive::ALL.iter().find(|(name, _)| *name == text) {
        return Ok(Element::Primitive(*primitive));
    }
    if let Some((name, bound)) = text.split_once("<=") {
        let bound = Some(size(bound, text)?);
        return match name {
            "string" => Ok(Element::String { bound }),
            "wstring" => Ok(Element::WString { bound }),
            _ => Err(Wrong::new(
                format!("`{text}` has a bound, and `{name}` is no string"),
                format!("bounds of sequences stand in brackets: `{name}[<=3]`"),
            )),
        };
    }
    match text {
        "string" => Ok(Element::String { bound: None }),
        "wstring" => Ok(Element::WString { bound: None }),
        "time" => Err(Wrong::new("`time` is of ROS 1", "write `builtin_interfaces/Time`")),
        "duration" => Err(Wrong::new("`duration` is of ROS 1", "write `builtin_interfaces/Duration`")),
        _ => message(text, package),
    }
}

fn message(text: &str, package: &str) -> Result<Element, Wrong> {
    let parts: Vec<&str> = text.split('/').collect();
    let (package, name) = match parts[..] {
        [name] => (package, name),
        [package, name] => (package, name),
        [package, "msg", name] => {
            let help = format!("write `{package}/{name}`");
            return Err(Wrong::new(format!("`{text}` has a part too many"), help));
        }
        _ => return Err(unknown(text)),
    };
    if !names::is_lower(package) || !names::is_type(name) {
        return Err(unknown(text));
    }
    Ok(Element::Message { package: package.to_owned(), name: name.to_owned() })
}

/// Whether a word is a type that ROS 2 has without a package.
pub(crate) fn is_primitive(word: &str) -> bool {
    matches!(word, "string" | "wstring") || Primitive::ALL.iter().any(|(name, _)| *name == word)
}

fn unknown(text: &str) -> Wrong {
    // As Rust writes numbers.
    let as_in_rust = [("u", "uint"), ("i", "int"), ("f", "float")].into_iter().find_map(|(letter, word)| {
        let whole = format!("{word}{}", text.strip_prefix(letter)?);
        is_primitive(&whole).then_some(whole)
    });
    let help = match text {
        "float" | "double" => "write `float32` or `float64`".to_owned(),
        "int" | "uint" | "long" => "write `int32`, or another number with its bits".to_owned(),
        "str" => "write `string`".to_owned(),
        _ => match as_in_rust.or_else(|| with_capital(text)) {
            Some(whole) => format!("write `{whole}`"),
            None => "write a primitive type, `string`, a message of this package, or `package/Name`, where `Name` \
                     begins with a capital"
                .to_owned(),
        },
    };
    Wrong::new(format!("`{text}` is no type of ROS 2"), help)
}

/// `std_msgs/header`, as it was meant.
fn with_capital(text: &str) -> Option<String> {
    let (package, name) = text.split_once('/')?;
    let mut letters = name.chars();
    let name: String = letters.next()?.to_uppercase().chain(letters).collect();
    (names::is_lower(package) && names::is_type(&name)).then(|| format!("{package}/{name}"))
}
