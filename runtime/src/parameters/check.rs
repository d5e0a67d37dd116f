//! Whether a value can be a parameter's: the answers of rclcpp, to which a hint may be added.

use super::value::{ParameterKind, ParameterValue};
use crate::facts::parameter::{ParameterRange, ParameterSpec, ParameterTypeFacts};

/// How a parameter is declared, without borrowing.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Declared {
    pub(crate) description: String,
    pub(crate) constraints: String,
    pub(crate) ty: ParameterTypeFacts<'static>,
    pub(crate) range: Option<ParameterRange>,
    pub(crate) read_only: bool,
    /// Nobody declared it: it has the type of whatever it is set to.
    pub(crate) implicit: bool,
}

impl Declared {
    pub(crate) fn new(doc: &str, spec: &ParameterSpec<'static>) -> Declared {
        let choices = spec.ty.choices.join(", ");
        let constraints = match (choices.as_str(), spec.constraints) {
            ("", constraints) => constraints.to_owned(),
            (choices, "") => format!("one of: {choices}"),
            (choices, constraints) => format!("one of: {choices}; {constraints}"),
        };
        Declared {
            description: doc.to_owned(),
            constraints,
            ty: spec.ty,
            range: range(spec),
            read_only: spec.read_only,
            implicit: false,
        }
    }

    /// A parameter that is there because somebody set it.
    pub(crate) fn implicit() -> Declared {
        Declared {
            description: String::new(),
            constraints: String::new(),
            ty: ParameterTypeFacts::new(ParameterKind::NotSet),
            range: None,
            read_only: false,
            implicit: true,
        }
    }

    /// Whether its type may change, as far as others are told.
    pub(crate) fn is_dynamic(&self) -> bool {
        self.implicit || self.ty.optional
    }

    /// The value as it will be kept: an array without elements fits a parameter of any array type.
    ///
    /// # Errors
    /// Why it can not be the parameter's.
    pub(crate) fn admit(&self, name: &str, value: ParameterValue) -> Result<ParameterValue, String> {
        if self.implicit || (self.ty.optional && value == ParameterValue::NotSet) {
            return Ok(value);
        }
        let kind = self.ty.kind;
        let value = match ParameterValue::empty_array(kind) {
            Some(empty) if value.is_empty_array() => empty,
            _ => value,
        };
        if value.kind() != kind {
            return Err(wrong_type(name, kind, &value));
        }
        self.check_range(name, &value)?;
        if let (ParameterValue::String(text), [_, ..]) = (&value, self.ty.choices)
            && !self.ty.choices.contains(&text.as_str())
        {
            return Err(format!(
                "Parameter {{{name}}} can not be '{text}': it is one of {}",
                self.ty.choices.join(", ")
            ));
        }
        Ok(value)
    }

    fn check_range(&self, name: &str, value: &ParameterValue) -> Result<(), String> {
        let doubles = match value {
            ParameterValue::Double(value) => std::slice::from_ref(value),
            ParameterValue::Doubles(values) => values,
            _ => &[],
        };
        if doubles.iter().any(|value| value.is_nan()) {
            return Err(format!("Parameter {{{name}}} can not be NaN, which is no number"));
        }
        let integers = match value {
            ParameterValue::Integer(value) => std::slice::from_ref(value),
            ParameterValue::Integers(values) => values,
            _ => &[],
        };
        let Some(range) = self.range else { return Ok(()) };
        let (what, fits) = match range {
            ParameterRange::Integer { .. } => {
                ("integer", integers.iter().all(|value| range.holds_integer(*value)))
            }
            ParameterRange::Double { .. } => {
                ("floating point", doubles.iter().all(|value| range.holds_double(*value)))
            }
        };
        if fits {
            return Ok(());
        }
        Err(format!(
            "Parameter {{{name}}} doesn't comply with {what} range. ({value} is not within {})",
            told(range)
        ))
    }
}

/// What the values of a parameter lie within: what it declares, else what its type holds.
pub(crate) fn range(spec: &ParameterSpec<'_>) -> Option<ParameterRange> {
    let (from, to) = spec.ty.limits;
    let of_type = || spec.ty.is_limited().then_some(ParameterRange::Integer { from, to, step: 0 });
    spec.range.or_else(of_type)
}

/// A range in words.
pub(crate) fn told(range: ParameterRange) -> String {
    match range {
        ParameterRange::Integer { from, to, step: 0 } => format!("{from} to {to}"),
        ParameterRange::Integer { from, to, step } => format!("{from} to {to} in steps of {step}"),
        ParameterRange::Double { from, to, step } => {
            let end = |end: f64| if end.abs() == f64::MAX { "any".to_owned() } else { format!("{end:?}") };
            let steps = if step == 0.0 { String::new() } else { format!(" in steps of {step:?}") };
            format!("{} to {}{steps}", end(from), end(to))
        }
    }
}

/// rclcpp's words, and a hint where a number was only written without its point.
fn wrong_type(name: &str, declared: ParameterKind, value: &ParameterValue) -> String {
    let found = value.kind();
    let hint = match (declared, value) {
        (ParameterKind::Double, ParameterValue::Integer(value)) => {
            format!(" (write {:?} for the number {value})", *value as f64)
        }
        (ParameterKind::Doubles, ParameterValue::Integers(values)) => {
            let doubles: Vec<f64> = values.iter().map(|value| *value as f64).collect();
            format!(" (write {doubles:?})")
        }
        (
            ParameterKind::String,
            ParameterValue::Bool(_) | ParameterValue::Integer(_) | ParameterValue::Double(_),
        ) => " (put the text into quotes)".to_owned(),
        _ => String::new(),
    };
    format!(
        "Wrong parameter type, parameter {{{name}}} is of type {{{declared}}}, setting it to {{{found}}} is not \
         allowed.{hint}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn declared(kind: ParameterKind, range: Option<ParameterRange>) -> Declared {
        let ty = ParameterTypeFacts::new(kind);
        Declared::new("", &ParameterSpec { ty, default: None, range, read_only: false, constraints: "" })
    }

    #[test]
    fn values_of_another_type_are_refused_in_rclcpps_words() {
        let told =
            declared(ParameterKind::Double, None).admit("rate", 5.into()).expect_err("it is an integer");
        assert_eq!(
            told,
            "Wrong parameter type, parameter {rate} is of type {double}, setting it to {integer} is not allowed. \
             (write 5.0 for the number 5)"
        );
        let told = declared(ParameterKind::Doubles, None).admit("gains", vec![1_i64, 2].into());
        assert!(
            told.expect_err("they are integers")
                .ends_with("{integer_array} is not allowed. (write [1.0, 2.0])")
        );
        assert!(declared(ParameterKind::String, None).admit("s", true.into()).is_err());
        assert!(declared(ParameterKind::Bool, None).admit("s", ParameterValue::NotSet).is_err());
    }

    #[test]
    fn an_array_without_elements_fits_any_array() {
        let admitted = declared(ParameterKind::Doubles, None).admit("gains", Vec::<bool>::new().into());
        assert_eq!(admitted, Ok(ParameterValue::Doubles(Vec::new())));
        assert!(declared(ParameterKind::Double, None).admit("gain", Vec::<bool>::new().into()).is_err());
    }

    #[test]
    fn values_out_of_range_off_step_or_nan_are_refused() {
        let rate =
            declared(ParameterKind::Double, Some(ParameterRange::Double { from: 0.5, to: 2.5, step: 0.5 }));
        assert_eq!(rate.admit("rate", 1.5.into()), Ok(1.5.into()));
        for value in [0.0, 3.0, 1.2, f64::INFINITY] {
            let told = rate.admit("rate", value.into()).expect_err("it is out of range");
            assert!(told.starts_with("Parameter {rate} doesn't comply with floating point range."), "{told}");
        }
        let told = rate.admit("rate", f64::NAN.into()).expect_err("it is no number");
        assert_eq!(told, "Parameter {rate} can not be NaN, which is no number");
        assert!(declared(ParameterKind::Doubles, None).admit("a", vec![0.0, f64::NAN].into()).is_err());
    }

    #[test]
    fn the_limits_of_a_rust_type_are_a_range() {
        let ty = ParameterTypeFacts::new(ParameterKind::Integer).limited(0, 255);
        let spec = ParameterSpec { ty, default: None, range: None, read_only: false, constraints: "" };
        let byte = Declared::new("", &spec);
        assert_eq!(byte.range, Some(ParameterRange::Integer { from: 0, to: 255, step: 0 }));
        let told = byte.admit("b", 256.into()).expect_err("it is no byte");
        assert_eq!(told, "Parameter {b} doesn't comply with integer range. (256 is not within 0 to 255)");
    }

    #[test]
    fn enums_take_their_choices_only() {
        let ty = ParameterTypeFacts::choice(&["fast", "slow"]);
        let spec = ParameterSpec { ty, default: None, range: None, read_only: false, constraints: "" };
        let mode = Declared::new("", &spec);
        assert_eq!(mode.constraints, "one of: fast, slow");
        assert!(mode.admit("mode", "fast".into()).is_ok());
        let told = mode.admit("mode", "quick".into()).expect_err("it is none of them");
        assert_eq!(told, "Parameter {mode} can not be 'quick': it is one of fast, slow");
    }
}
