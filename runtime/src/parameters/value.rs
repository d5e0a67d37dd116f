//! A parameter's value without its Rust type: what travels, and what files and arguments give.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

pub use crate::facts::parameter::ParameterKind;

impl fmt::Display for ParameterKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The values of a node's parameters at one moment.
pub(crate) type Values = Arc<BTreeMap<String, ParameterValue>>;

/// A parameter's value, of any of the types that ROS 2 has.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum ParameterValue {
    /// Nothing.
    #[default]
    NotSet,
    /// A `bool`.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A floating-point number.
    Double(f64),
    /// A text.
    String(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// `bool`s.
    Bools(Vec<bool>),
    /// Whole numbers.
    Integers(Vec<i64>),
    /// Floating-point numbers.
    Doubles(Vec<f64>),
    /// Texts.
    Strings(Vec<String>),
}

impl ParameterValue {
    /// Its type.
    pub const fn kind(&self) -> ParameterKind {
        match self {
            ParameterValue::NotSet => ParameterKind::NotSet,
            ParameterValue::Bool(_) => ParameterKind::Bool,
            ParameterValue::Integer(_) => ParameterKind::Integer,
            ParameterValue::Double(_) => ParameterKind::Double,
            ParameterValue::String(_) => ParameterKind::String,
            ParameterValue::Bytes(_) => ParameterKind::Bytes,
            ParameterValue::Bools(_) => ParameterKind::Bools,
            ParameterValue::Integers(_) => ParameterKind::Integers,
            ParameterValue::Doubles(_) => ParameterKind::Doubles,
            ParameterValue::Strings(_) => ParameterKind::Strings,
        }
    }

    /// Whether it is an array without elements: that fits a parameter of any array type.
    pub(crate) fn is_empty_array(&self) -> bool {
        match self {
            ParameterValue::Bytes(values) => values.is_empty(),
            ParameterValue::Bools(values) => values.is_empty(),
            ParameterValue::Integers(values) => values.is_empty(),
            ParameterValue::Doubles(values) => values.is_empty(),
            ParameterValue::Strings(values) => values.is_empty(),
            _ => false,
        }
    }

    /// The array of `kind` without elements.
    pub(crate) fn empty_array(kind: ParameterKind) -> Option<ParameterValue> {
        match kind {
            ParameterKind::Bytes => Some(ParameterValue::Bytes(Vec::new())),
            ParameterKind::Bools => Some(ParameterValue::Bools(Vec::new())),
            ParameterKind::Integers => Some(ParameterValue::Integers(Vec::new())),
            ParameterKind::Doubles => Some(ParameterValue::Doubles(Vec::new())),
            ParameterKind::Strings => Some(ParameterValue::Strings(Vec::new())),
            _ => None,
        }
    }
}

/// As it would stand in a parameter file.
impl fmt::Display for ParameterValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ParameterValue::NotSet => f.write_str("not set"),
            ParameterValue::Bool(value) => write!(f, "{value}"),
            ParameterValue::Integer(value) => write!(f, "{value}"),
            ParameterValue::Double(value) => write!(f, "{value:?}"),
            ParameterValue::String(value) => write!(f, "{value:?}"),
            ParameterValue::Bytes(values) => write!(f, "{values:?}"),
            ParameterValue::Bools(values) => write!(f, "{values:?}"),
            ParameterValue::Integers(values) => write!(f, "{values:?}"),
            ParameterValue::Doubles(values) => write!(f, "{values:?}"),
            ParameterValue::Strings(values) => write!(f, "{values:?}"),
        }
    }
}

macro_rules! from {
    ($($from:ty => $variant:ident),+ $(,)?) => {$(
        impl From<$from> for ParameterValue {
            fn from(value: $from) -> ParameterValue {
                ParameterValue::$variant(value.into())
            }
        }
    )+};
}

from! {
    bool => Bool, i64 => Integer, i32 => Integer, u32 => Integer, i16 => Integer, u16 => Integer, f64 => Double,
    f32 => Double, &str => String, String => String, Vec<u8> => Bytes, Vec<bool> => Bools, Vec<i64> => Integers,
    Vec<f64> => Doubles, Vec<String> => Strings,
}

impl From<Vec<&str>> for ParameterValue {
    fn from(values: Vec<&str>) -> ParameterValue {
        ParameterValue::Strings(values.into_iter().map(str::to_owned).collect())
    }
}

/// As a list is written in Rust: `["front", "rear"]`, `[0.5, 1.0]`.
impl<T, const N: usize> From<[T; N]> for ParameterValue
where
    ParameterValue: From<Vec<T>>,
{
    fn from(values: [T; N]) -> ParameterValue {
        Vec::from(values).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_have_the_numbers_of_ros() {
        assert_eq!(ParameterKind::NotSet.number(), 0);
        assert_eq!(ParameterKind::Double.number(), 3);
        assert_eq!(ParameterKind::Bytes.number(), 5);
        assert_eq!(ParameterKind::Strings.number(), 9);
    }

    #[test]
    fn values_are_shown_as_a_file_has_them() {
        assert_eq!(ParameterValue::from(1.0).to_string(), "1.0");
        assert_eq!(ParameterValue::from("a b").to_string(), "\"a b\"");
        assert_eq!(ParameterValue::from(vec![0.5, 1.0]).to_string(), "[0.5, 1.0]");
        assert_eq!(ParameterValue::from(["front", "rear"]).to_string(), "[\"front\", \"rear\"]");
    }
}
