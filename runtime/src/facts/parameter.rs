//! What is known about parameters while compiling, and whether it can be so.

mod judge;

pub use judge::{bad_default, bad_parameter_name, bad_range, missing_parameter, repeated_parameter};

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
}
