//! Parameters: named values of a node that others may read and set.

pub(crate) mod answer;
pub(crate) mod change;
pub(crate) mod check;
pub(crate) mod client;
pub(crate) mod handle;
pub(crate) mod listen;
pub(crate) mod qos;
pub(crate) mod serve;
pub(crate) mod sound;
pub(crate) mod store;
pub(crate) mod types;
pub(crate) mod value;

use crate::facts::parameter::{Constant, ParameterSpec};
use value::ParameterValue;

/// The default of a parameter as a value.
pub(crate) fn constant(spec: &ParameterSpec<'_>) -> Option<ParameterValue> {
    let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    Some(match spec.default? {
        Constant::Bool(value) => ParameterValue::Bool(value),
        Constant::Integer(value) => ParameterValue::Integer(value),
        Constant::Double(value) => ParameterValue::Double(value),
        Constant::String(value) => ParameterValue::String(value.to_owned()),
        Constant::Choice(place) => ParameterValue::String((*spec.ty.choices.get(place)?).to_owned()),
        Constant::Bytes(values) => ParameterValue::Bytes(values.to_vec()),
        Constant::Bools(values) => ParameterValue::Bools(values.to_vec()),
        Constant::Integers(values) => ParameterValue::Integers(values.to_vec()),
        Constant::Doubles(values) => ParameterValue::Doubles(values.to_vec()),
        Constant::Strings(values) => ParameterValue::Strings(owned(values)),
    })
}
