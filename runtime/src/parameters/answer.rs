//! What the services answer, field by field as an rclcpp node's: pure looks at declarations and values.

use super::check::Declared;
use super::store::set::Refusal;
use super::store::{Store, Undeclared};
use super::value::{ParameterKind, ParameterValue};
use crate::facts::parameter::ParameterRange;
use crate::msgs::rcl_interfaces::msg;

/// The values of parameters. A name that nobody declared empties the whole answer, unless such names are allowed.
pub(crate) fn get(store: &Store, names: &[String]) -> Vec<msg::ParameterValue> {
    let (declared, values) = store.all();
    let value = |name: &String| match declared.get(name) {
        Some(declared) => match values.get(name) {
            Some(ParameterValue::NotSet) | None if !declared.is_dynamic() => None,
            value => Some(encode(value.unwrap_or(&ParameterValue::NotSet))),
        },
        None if store.undeclared == Undeclared::Allowed => Some(msg::ParameterValue::default()),
        None => None,
    };
    names.iter().map(value).collect::<Option<_>>().unwrap_or_default()
}

/// The types of parameters.
pub(crate) fn types(store: &Store, names: &[String]) -> Vec<u8> {
    let (declared, values) = store.all();
    let ty = |name: &String| match declared.get(name) {
        Some(_) => Some(values.get(name).map_or(0, |value| value.kind().number())),
        None if store.undeclared == Undeclared::Allowed => Some(ParameterKind::NotSet.number()),
        None => None,
    };
    names.iter().map(ty).collect::<Option<_>>().unwrap_or_default()
}

/// The descriptions of parameters.
pub(crate) fn describe(store: &Store, names: &[String]) -> Vec<msg::ParameterDescriptor> {
    let (declared, values) = store.all();
    let describe = |name: &String| match declared.get(name) {
        Some(declared) => Some(descriptor(name, declared, values.get(name))),
        None if store.undeclared == Undeclared::Allowed => {
            Some(msg::ParameterDescriptor { name: name.clone(), ..Default::default() })
        }
        None => None,
    };
    names.iter().map(describe).collect::<Option<_>>().unwrap_or_default()
}

fn descriptor(name: &str, declared: &Declared, value: Option<&ParameterValue>) -> msg::ParameterDescriptor {
    let kind = match (declared.is_dynamic(), value) {
        (true, value) => value.map_or(ParameterKind::NotSet, ParameterValue::kind),
        (false, _) => declared.ty.kind,
    };
    let mut descriptor = msg::ParameterDescriptor {
        name: name.to_owned(),
        r#type: kind.number(),
        description: declared.description.clone(),
        additional_constraints: declared.constraints.clone(),
        read_only: declared.read_only,
        dynamic_typing: declared.is_dynamic(),
        ..Default::default()
    };
    match declared.range {
        Some(ParameterRange::Integer { from, to, step }) => {
            descriptor.integer_range.push(msg::IntegerRange { from_value: from, to_value: to, step });
        }
        Some(ParameterRange::Double { from, to, step }) => {
            descriptor.floating_point_range.push(msg::FloatingPointRange {
                from_value: from,
                to_value: to,
                step,
            });
        }
        None => {}
    }
    descriptor
}

/// The names of parameters under prefixes, no deeper than `depth` parts below them; 0: all.
pub(crate) fn list(store: &Store, prefixes: &[String], depth: u64) -> msg::ListParametersResult {
    let (declared, _) = store.all();
    let is_shallow = |rest: &str| depth == 0 || (rest.matches('.').count() as u64) < depth;
    let is_under = |name: &str, prefix: &String| match name.strip_prefix(prefix.as_str()) {
        Some("") => true,
        Some(rest) => rest.strip_prefix('.').is_some_and(is_shallow),
        None => false,
    };
    let is_wanted = |name: &&String| match prefixes {
        [] => is_shallow(name),
        prefixes => prefixes.iter().any(|prefix| is_under(name, prefix)),
    };
    let names: Vec<String> = declared.keys().filter(is_wanted).cloned().collect();
    let mut prefixes: Vec<String> = Vec::new();
    for (prefix, _) in names.iter().filter_map(|name| name.rsplit_once('.')) {
        if !prefixes.iter().any(|known| known == prefix) {
            prefixes.push(prefix.to_owned());
        }
    }
    msg::ListParametersResult { names, prefixes }
}

/// What became of one set.
pub(crate) fn result(set: Result<(), Refusal>) -> msg::SetParametersResult {
    let reason = set.map_err(Refusal::reason).err();
    msg::SetParametersResult { successful: reason.is_none(), reason: reason.unwrap_or_default() }
}

/// What became of an atomic set: rclcpp has other words there for what nobody declared.
pub(crate) fn atomic_result(set: Result<(), Refusal>) -> msg::SetParametersResult {
    match set {
        Err(Refusal::Undeclared(name)) => msg::SetParametersResult {
            successful: false,
            reason: format!("One or more parameters were not declared before setting ('{name}')"),
        },
        set => result(set),
    }
}

/// A value as it travels.
pub(crate) fn encode(value: &ParameterValue) -> msg::ParameterValue {
    let mut encoded = msg::ParameterValue { r#type: value.kind().number(), ..Default::default() };
    match value.clone() {
        ParameterValue::NotSet => {}
        ParameterValue::Bool(value) => encoded.bool_value = value,
        ParameterValue::Integer(value) => encoded.integer_value = value,
        ParameterValue::Double(value) => encoded.double_value = value,
        ParameterValue::String(value) => encoded.string_value = value,
        ParameterValue::Bytes(values) => encoded.byte_array_value = values,
        ParameterValue::Bools(values) => encoded.bool_array_value = values,
        ParameterValue::Integers(values) => encoded.integer_array_value = values,
        ParameterValue::Doubles(values) => encoded.double_array_value = values,
        ParameterValue::Strings(values) => encoded.string_array_value = values,
    }
    encoded
}

/// A value that has travelled. A type that ROS 2 does not have is none.
pub(crate) fn decode(encoded: msg::ParameterValue) -> ParameterValue {
    match encoded.r#type {
        1 => ParameterValue::Bool(encoded.bool_value),
        2 => ParameterValue::Integer(encoded.integer_value),
        3 => ParameterValue::Double(encoded.double_value),
        4 => ParameterValue::String(encoded.string_value),
        5 => ParameterValue::Bytes(encoded.byte_array_value),
        6 => ParameterValue::Bools(encoded.bool_array_value),
        7 => ParameterValue::Integers(encoded.integer_array_value),
        8 => ParameterValue::Doubles(encoded.double_array_value),
        9 => ParameterValue::Strings(encoded.string_array_value),
        _ => ParameterValue::NotSet,
    }
}

/// Named values as they travel.
pub(crate) fn encode_all(values: &[(String, ParameterValue)]) -> Vec<msg::Parameter> {
    values.iter().map(|(name, value)| msg::Parameter { name: name.clone(), value: encode(value) }).collect()
}

/// Named values that have travelled.
pub(crate) fn decode_all(encoded: Vec<msg::Parameter>) -> Vec<(String, ParameterValue)> {
    encoded.into_iter().map(|parameter| (parameter.name, decode(parameter.value))).collect()
}
