//! What is known about parameters while compiling, and whether it can be so.

use super::text::{self, Text};
use super::{FieldFacts, FieldKind};

/// The type of a parameter, as ROS 2 numbers and calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ParameterKind {
    /// Nothing yet, or nothing any more.
    NotSet,
    /// `bool`.
    Bool,
    /// A whole number of 64 bits.
    Integer,
    /// `f64`.
    Double,
    /// Text.
    String,
    /// Bytes: `Vec<u8>`.
    Bytes,
    /// Several `bool`s.
    Bools,
    /// Several whole numbers.
    Integers,
    /// Several `f64`s.
    Doubles,
    /// Several texts.
    Strings,
}

impl ParameterKind {
    /// The number that `rcl_interfaces/msg/ParameterType` gives it.
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// What ROS 2's tools call it.
    pub const fn name(self) -> &'static str {
        match self {
            ParameterKind::NotSet => "not set",
            ParameterKind::Bool => "bool",
            ParameterKind::Integer => "integer",
            ParameterKind::Double => "double",
            ParameterKind::String => "string",
            ParameterKind::Bytes => "byte_array",
            ParameterKind::Bools => "bool_array",
            ParameterKind::Integers => "integer_array",
            ParameterKind::Doubles => "double_array",
            ParameterKind::Strings => "string_array",
        }
    }

    /// Whether its values are arrays.
    pub const fn is_array(self) -> bool {
        self.number() >= ParameterKind::Bytes.number()
    }
}

/// A parameter, or several under a common prefix.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct ParameterFacts<'a> {
    /// Its name, without that of the parameters that it is among: `kp` of `gains.kp`.
    pub name: &'a str,
    /// The doc comment of its field.
    pub doc: &'a str,
    /// What it is.
    pub shape: ParameterShape<'a>,
}

/// What a field with parameters is.
#[derive(Clone, Copy, Debug)]
pub enum ParameterShape<'a> {
    /// One parameter.
    One(ParameterSpec<'a>),
    /// A struct of parameters, whose names are below that of the field.
    Several(&'a [ParameterFacts<'a>]),
}

/// How a parameter is declared.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct ParameterSpec<'a> {
    /// What its Rust type makes of it.
    pub ty: ParameterTypeFacts<'a>,
    /// Its value where nobody gives another one.
    pub default: Option<Constant<'a>>,
    /// What its values lie within, each of them where it is an array.
    pub range: Option<ParameterRange>,
    /// Whether it keeps the value that it starts with.
    pub read_only: bool,
    /// What tools are told of its values beside range and choices.
    pub constraints: &'a str,
}

/// What a Rust type makes of a parameter.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct ParameterTypeFacts<'a> {
    /// Its type in ROS 2.
    pub kind: ParameterKind,
    /// Whether it may be unset: `Option<T>`.
    pub optional: bool,
    /// The least and the greatest whole number that the Rust type holds.
    pub limits: (i64, i64),
    /// The values that an enum allows.
    pub choices: &'a [&'a str],
}

impl<'a> ParameterTypeFacts<'a> {
    /// A type without a limit of its own.
    pub const fn new(kind: ParameterKind) -> ParameterTypeFacts<'a> {
        ParameterTypeFacts { kind, optional: false, limits: (i64::MIN, i64::MAX), choices: &[] }
    }

    /// A type of whole numbers.
    pub const fn limited(self, least: i64, greatest: i64) -> ParameterTypeFacts<'a> {
        ParameterTypeFacts { limits: (least, greatest), ..self }
    }

    /// An enum.
    pub const fn choice(choices: &'a [&'a str]) -> ParameterTypeFacts<'a> {
        ParameterTypeFacts { choices, ..ParameterTypeFacts::new(ParameterKind::String) }
    }

    /// The same, or unset.
    pub const fn optional(self) -> ParameterTypeFacts<'a> {
        ParameterTypeFacts { optional: true, ..self }
    }

    /// Whether not every whole number fits.
    pub(crate) const fn is_limited(&self) -> bool {
        self.limits.0 != i64::MIN || self.limits.1 != i64::MAX
    }
}

/// A value that is known while compiling.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Constant<'a> {
    /// A `bool`.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A floating-point number.
    Double(f64),
    /// A text.
    String(&'a str),
    /// One of the choices of an enum, by its place.
    Choice(usize),
    /// Bytes.
    Bytes(&'a [u8]),
    /// `bool`s.
    Bools(&'a [bool]),
    /// Whole numbers.
    Integers(&'a [i64]),
    /// Floating-point numbers.
    Doubles(&'a [f64]),
    /// Texts.
    Strings(&'a [&'a str]),
}

/// What the values of a parameter lie within, both ends included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ParameterRange {
    /// Of whole numbers.
    Integer {
        /// The least one.
        from: i64,
        /// The greatest one.
        to: i64,
        /// The distance of values from `from`; 0: any.
        step: u64,
    },
    /// Of floating-point numbers.
    Double {
        /// The least one.
        from: f64,
        /// The greatest one.
        to: f64,
        /// The distance of values from `from`; 0: any.
        step: f64,
    },
}

/// What an attribute says of a parameter.
#[derive(Clone, Copy, Debug)]
#[doc(hidden)]
pub struct ParameterOptions<'a> {
    pub default: Option<Constant<'a>>,
    pub range: Option<ParameterRange>,
    pub read_only: bool,
    pub constraints: &'a str,
}

impl ParameterRange {
    /// Whether a whole number lies within.
    pub const fn holds_integer(&self, value: i64) -> bool {
        let ParameterRange::Integer { from, to, step } = *self else { return false };
        if value == from || value == to {
            return true;
        }
        value > from && value < to && (step == 0 || value.abs_diff(from) % step == 0)
    }

    /// Whether a floating-point number lies within, give or take what rclcpp does.
    ///
    /// An infinite one does not: to rclcpp's comparison it is equal to anything.
    pub const fn holds_double(&self, value: f64) -> bool {
        let ParameterRange::Double { from, to, step } = *self else { return false };
        if !value.is_finite() {
            return false;
        }
        if are_equal(value, from) || are_equal(value, to) {
            return true;
        }
        if value < from || value > to {
            return false;
        }
        step == 0.0 || are_equal(value, from + ((value - from) / step).round() * step)
    }
}

/// As rclcpp compares: 100 units in the last place.
const fn are_equal(a: f64, b: f64) -> bool {
    (a - b).abs() <= f64::EPSILON * (a + b).abs() * 100.0
}

/// What is wrong with a range, or `None`. `range` and `step` are what the user wrote.
pub const fn bad_range(range: Option<ParameterRange>, range_text: &str, step_text: &str) -> Option<Text> {
    let (reversed, step_fits) = match range {
        None => return None,
        Some(ParameterRange::Integer { from, to, step }) => {
            (from > to, step == 0 || to.abs_diff(from) % step == 0)
        }
        Some(ParameterRange::Double { from, to, step }) => {
            if !from.is_finite() || !to.is_finite() || from.is_nan() || to.is_nan() {
                let what = "has an end that is no finite number\nhelp: leave that end out: `0.0..`";
                return Some(Text::EMPTY.with(&["the range `", range_text, "` ", what]));
            }
            if step < 0.0 || step.is_nan() {
                return Some(Text::EMPTY.with(&[
                    "the step `",
                    step_text,
                    "` is negative\nhelp: leave the `-` out",
                ]));
            }
            let steps = if step == 0.0 { 0.0 } else { ((to - from) / step).round() };
            (from > to, step == 0.0 || are_equal(from + steps * step, to))
        }
    };
    if reversed {
        let help = "nothing lies within the range `";
        return Some(Text::EMPTY.with(&[help, range_text, "`\nhelp: write the smaller number first"]));
    }
    if !step_fits {
        return Some(Text::EMPTY.with(&[
            "no number of steps of `",
            step_text,
            "` leads through the range `",
            range_text,
            "`\nhelp: choose a step that divides the range",
        ]));
    }
    None
}

/// What is wrong with a default, or `None`. The texts are what the user wrote.
pub const fn bad_default(
    options: &ParameterOptions<'_>,
    default_text: &str,
    range_text: &str,
) -> Option<Text> {
    if bad_range(options.range, "", "").is_some() {
        return None;
    }
    let outside = match (&options.default, &options.range) {
        (Some(Constant::Double(value)), _) if value.is_nan() => {
            return Some(Text::EMPTY.with(&["the default `", default_text, "` is no number"]));
        }
        (Some(Constant::Integer(value)), Some(range)) => !range.holds_integer(*value),
        (Some(Constant::Double(value)), Some(range)) => !range.holds_double(*value),
        (Some(Constant::Integers(values)), Some(range)) => {
            let mut i = 0;
            while i < values.len() && range.holds_integer(values[i]) {
                i += 1;
            }
            i < values.len()
        }
        (Some(Constant::Doubles(values)), Some(range)) => {
            let mut i = 0;
            while i < values.len() && range.holds_double(values[i]) {
                i += 1;
            }
            i < values.len()
        }
        _ => false,
    };
    if !outside {
        return None;
    }
    let text =
        Text::EMPTY.with(&["the default `", default_text, "` does not lie within the range `", range_text]);
    let step = match options.range {
        Some(ParameterRange::Integer { step, .. }) => step != 0,
        Some(ParameterRange::Double { step, .. }) => step != 0.0,
        None => false,
    };
    Some(text.with(&[if step { "`, or not on one of its steps" } else { "`" }, "\nhelp: change one of them"]))
}

/// What is wrong with the name of a parameter, or `None`.
pub const fn bad_parameter_name(name: &str) -> Option<Text> {
    let text = Text::EMPTY.with(&["`", name, "` is no name of a parameter: "]);
    let bytes = name.as_bytes();
    if bytes.is_empty() {
        return Some(text.with(&["it is empty"]));
    }
    if text::equal(name, "use_sim_time") || text::equal(name, "start_type_description_service") {
        return Some(Text::EMPTY.with(&[
            "every node has the parameter `",
            name,
            "` already\nhelp: choose another name",
        ]));
    }
    let mut i = 0;
    while i < bytes.len() {
        let byte = bytes[i];
        let at_end = i + 1 == bytes.len();
        if byte == b'.' && (i == 0 || at_end || bytes[i + 1] == b'.') {
            return Some(text.with(&["a part of it is empty\nhelp: write one `.` between two parts"]));
        }
        if !byte.is_ascii_alphanumeric() && !matches!(byte, b'.' | b'_' | b'-' | b'/') {
            return Some(
                text.with(&["the character at position "])
                    .with_number(i + 1)
                    .with(&[" is not allowed\nhelp: use letters, digits, `_`, `-`, and `.` between parts"]),
            );
        }
        i += 1;
    }
    None
}

/// The text for a parameter that none of the fields is, or `None`. `path` has dots between its parts.
pub const fn missing_parameter(fields: &[FieldFacts<'_>], callback: &str, path: &str) -> Option<Text> {
    let mut i = 0;
    while i < fields.len() {
        if let FieldKind::Parameter(facts) = &fields[i].kind
            && has(facts, path.as_bytes(), 0)
        {
            return None;
        }
        i += 1;
    }
    let text = Text::EMPTY.with(&[
        "`",
        callback,
        "` is to be called when `",
        path,
        "` changes, and no parameter is named so",
    ]);
    Some(text.with(&["\nhelp: it takes names of fields with `#[parameter]`, like `gains` or `gains.kp`"]))
}

/// Whether a parameter, or one below it, has the name `path[from..]`.
const fn has(facts: &ParameterFacts<'_>, path: &[u8], from: usize) -> bool {
    let name = facts.name.as_bytes();
    let mut i = 0;
    while i < name.len() {
        if from + i >= path.len() || path[from + i] != name[i] {
            return false;
        }
        i += 1;
    }
    let end = from + name.len();
    if end == path.len() {
        return true;
    }
    if path[end] != b'.' {
        return false;
    }
    let ParameterShape::Several(below) = facts.shape else { return false };
    let mut i = 0;
    while i < below.len() {
        if has(&below[i], path, end + 1) {
            return true;
        }
        i += 1;
    }
    false
}

impl<'a> ParameterFacts<'a> {
    /// All parameters of this field with their full names.
    pub(crate) fn flatten(&self) -> Vec<(String, &'a str, ParameterSpec<'a>)> {
        match self.shape {
            ParameterShape::One(spec) => vec![(self.name.to_owned(), self.doc, spec)],
            ParameterShape::Several(below) => {
                let below = below.iter().flat_map(ParameterFacts::flatten);
                below.map(|(name, doc, spec)| (format!("{}.{name}", self.name), doc, spec)).collect()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_hold_what_rclcpp_lets_through() {
        let range = ParameterRange::Integer { from: -5, to: 6, step: 3 };
        assert_eq!(
            (-6..=7).filter(|value| range.holds_integer(*value)).collect::<Vec<_>>(),
            [-5, -2, 1, 4, 6]
        );
        let range = ParameterRange::Integer { from: i64::MIN, to: i64::MAX, step: 0 };
        assert!(range.holds_integer(0));
        let range = ParameterRange::Double { from: 0.0, to: 1.0, step: 0.1 };
        for value in [0.0, 0.1, 0.30000000000000004, 0.7, 1.0] {
            assert!(range.holds_double(value), "{value}");
        }
        for value in [-0.1, 0.05, 1.1, f64::NAN, f64::INFINITY] {
            assert!(!range.holds_double(value), "{value}");
        }
    }

    #[test]
    fn names_have_parts() {
        for name in ["a", "gains.kp", "A-1", "qos/x"] {
            assert!(bad_parameter_name(name).is_none(), "{name}");
        }
        for name in ["", ".a", "a.", "a..b", "a b", "a:b", "ä", "use_sim_time"] {
            assert!(bad_parameter_name(name).is_some(), "{name}");
        }
    }
}
