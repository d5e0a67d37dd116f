//! What a scalar of a parameter file means.
//!
//! rcl's reading of YAML is older than YAML 1.2: `yes` and `off` are booleans, `010` is eight, and what overflows an
//! integer is a floating-point number.

use crate::parameters::value::ParameterValue;

const TRUE: [&str; 11] = ["Y", "y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"];
const FALSE: [&str; 11] = ["N", "n", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"];

/// The value of a scalar that is neither quoted nor tagged as a string.
pub(super) fn plain(text: &str) -> ParameterValue {
    if TRUE.contains(&text) {
        ParameterValue::Bool(true)
    } else if FALSE.contains(&text) {
        ParameterValue::Bool(false)
    } else if let Some(value) = integer(text) {
        ParameterValue::Integer(value)
    } else if let Some(value) = double(text) {
        ParameterValue::Double(value)
    } else {
        ParameterValue::String(text.to_owned())
    }
}

/// As C reads it with base 0: `0x` is hexadecimal, a leading zero octal.
fn integer(text: &str) -> Option<i64> {
    let (negative, digits) = sign(text);
    let (radix, digits) = match digits.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, &digits[2..]),
        [b'0', _, ..] => (8, &digits[1..]),
        _ => (10, digits),
    };
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let magnitude = i128::from_str_radix(digits, radix).ok()?;
    i64::try_from(if negative { -magnitude } else { magnitude }).ok()
}

/// As C reads it: what is too large or too small for a `double` is none.
fn double(text: &str) -> Option<f64> {
    let (negative, magnitude) = sign(text);
    let special = match magnitude {
        ".inf" | ".Inf" | ".INF" => Some(f64::INFINITY),
        ".nan" | ".NaN" | ".NAN" if magnitude.len() == text.len() => Some(f64::NAN),
        _ => None,
    };
    if let Some(value) = special {
        return Some(if negative { -value } else { value });
    }
    let value: f64 = magnitude.parse().ok()?;
    let named = magnitude.starts_with(|first: char| first.is_ascii_alphabetic());
    let digits = magnitude.split(['e', 'E']).next().unwrap_or_default();
    let is_zero = !digits.contains(|digit: char| ('1'..='9').contains(&digit));
    let fits = named || (value.is_finite() && (is_zero || value.is_normal()));
    fits.then_some(if negative { -value } else { value })
}

fn sign(text: &str) -> (bool, &str) {
    match text.as_bytes().first() {
        // A second sign belongs to no number.
        Some(b'-') if !text[1..].starts_with(['+', '-']) => (true, &text[1..]),
        Some(b'+') if !text[1..].starts_with(['+', '-']) => (false, &text[1..]),
        _ => (false, text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(text: &str, value: impl Into<ParameterValue>) {
        assert_eq!(plain(text), value.into(), "{text}");
    }

    #[test]
    fn booleans_are_those_of_yaml_1_1() {
        for text in TRUE {
            is(text, true);
        }
        for text in FALSE {
            is(text, false);
        }
        is("tRue", "tRue");
    }

    #[test]
    fn integers_are_read_as_c_does() {
        is("42", 42_i64);
        is("-7", -7_i64);
        is("+7", 7_i64);
        is("010", 8_i64);
        is("0x1F", 31_i64);
        is("-0x10", -16_i64);
        is("0", 0_i64);
        is("9223372036854775807", i64::MAX);
        is("-9223372036854775808", i64::MIN);
        is("1_000", "1_000");
        is("0x", "0x");
        is("--1", "--1");
    }

    #[test]
    fn what_is_no_integer_may_be_a_double() {
        is("08", 8.0);
        is("9223372036854775808", 9_223_372_036_854_775_808.0);
        is("1.5", 1.5);
        is("1e3", 1000.0);
        is(".5", 0.5);
        is("5.", 5.0);
        is("-.inf", f64::NEG_INFINITY);
        is("+.Inf", f64::INFINITY);
        is("inf", f64::INFINITY);
        is("0e999", 0.0);
        assert!(matches!(plain(".nan"), ParameterValue::Double(value) if value.is_nan()));
    }

    #[test]
    fn the_rest_is_text() {
        is("1e999", "1e999");
        is("1e-999", "1e-999");
        is("-.nan", "-.nan");
        is("1.2.3", "1.2.3");
        is("~", "~");
        is("null", "null");
        is("/scan", "/scan");
    }
}
