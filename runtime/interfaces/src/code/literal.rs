//! Values as Rust.

use crate::model::{Count, Element, Primitive, Type, Value};

/// The value that a field of type `ty` starts with.
pub(super) fn default(value: &Value, ty: &Type) -> String {
    let Value::List(values) = value else { return owned(value, &ty.element) };
    let elements: Vec<String> = values.iter().map(|value| owned(value, &ty.element)).collect();
    let elements = elements.join(", ");
    match ty.count {
        Count::One | Count::Array(_) => format!("[{elements}]"),
        Count::Bounded(_) | Count::Unbounded => format!("::std::vec![{elements}]"),
    }
}

fn owned(value: &Value, element: &Element) -> String {
    match value {
        Value::Text(_) => format!("::std::borrow::ToOwned::to_owned({})", constant(value, element)),
        _ => constant(value, element),
    }
}

/// The value of a constant.
pub(super) fn constant(value: &Value, element: &Element) -> String {
    match value {
        Value::Bool(value) => value.to_string(),
        Value::Integer(value) => value.to_string(),
        Value::Text(text) => format!("{text:?}"),
        Value::Float(value) => float(*value, matches!(element, Element::Primitive(Primitive::Float32))),
        Value::List(values) => values.iter().map(|value| constant(value, element)).collect(),
    }
}

fn float(value: f64, single: bool) -> String {
    let ty = if single { "f32" } else { "f64" };
    if value.is_nan() {
        format!("{ty}::NAN")
    } else if value.is_infinite() {
        format!("{ty}::{}INFINITY", if value < 0.0 { "NEG_" } else { "" })
    } else {
        format!("{value:?}_{ty}")
    }
}
