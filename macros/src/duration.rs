//! Times as they stand in attributes: `"250ms"`, `"1.5s"`, `"100Hz"`, and `"$(rate)Hz"` where a parameter has the number.

use std::fmt::{self, Display};

use syn::{Lit, MetaList};

/// The units, with their length in nanoseconds.
const UNITS: [(&str, u128); 6] = [
    ("ns", 1),
    ("us", 1_000),
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("min", 60_000_000_000),
    ("h", 3_600_000_000_000),
];

/// The units of rates, with the time between two events of one.
const RATES: [(&str, u128); 2] = [("Hz", 1_000_000_000), ("kHz", 1_000_000)];

/// What is wrong with a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum BadTime {
    NoNumber,
    NoUnit,
    UnknownUnit(String),
    Negative,
    Zero,
    TooLong,
    TooShort,
    NoParameter,
    NoUnitOfParameter,
}

/// Whether a rate (`"100Hz"`) may stand for a time.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rates {
    Allowed,
    Refused,
}

/// The nanoseconds that `text` says, above zero.
pub(crate) fn parse(text: &str, rates: Rates) -> Result<u64, BadTime> {
    let text = text.trim();
    let (negative, unsigned) = match text.strip_prefix('-') {
        Some(rest) => (true, rest.trim_start()),
        None => (false, text),
    };
    let end = unsigned.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(unsigned.len());
    let (number, unit) = unsigned.split_at(end);
    let number = Decimal::parse(number).ok_or(BadTime::NoNumber)?;
    let unit = unit.trim();
    let rate = RATES.iter().find(|(name, _)| *name == unit && rates == Rates::Allowed);
    let nanos = match rate {
        Some((_, length)) => number.period(*length).ok_or(BadTime::Zero)?,
        None => number.times(unit_length(unit)?).ok_or(BadTime::TooLong)?,
    };
    if negative {
        return Err(BadTime::Negative);
    }
    match u64::try_from(nanos) {
        Ok(0) if number.digits == 0 => Err(BadTime::Zero),
        Ok(0) => Err(BadTime::TooShort),
        Ok(nanos) => Ok(nanos),
        Err(_) => Err(BadTime::TooLong),
    }
}

/// What the number of a parameter counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    /// Times of so many nanoseconds.
    Of(u64),
    /// Calls in so many nanoseconds.
    Per(u64),
}

/// The parameter and the unit of a time such as `$(rate)Hz`; `None` where `text` names no parameter.
pub(crate) fn parameter(text: &str) -> Option<Result<(String, Unit), BadTime>> {
    let rest = text.trim().strip_prefix('$')?;
    let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    let split = rest.strip_prefix('(').and_then(|rest| rest.split_once(')'));
    let Some((name, unit)) = split.filter(|(name, _)| !name.is_empty() && name.chars().all(known)) else {
        return Some(Err(BadTime::NoParameter));
    };
    let unit = unit.trim();
    let find = |units: &[(&str, u128)]| {
        let found = units.iter().find(|(name, _)| *name == unit);
        found.and_then(|(_, length)| u64::try_from(*length).ok())
    };
    let unit = match (find(&RATES), find(&UNITS)) {
        (Some(length), _) => Ok(Unit::Per(length)),
        (None, Some(length)) => Ok(Unit::Of(length)),
        _ if unit.is_empty() => Err(BadTime::NoUnitOfParameter),
        _ => Err(BadTime::UnknownUnit(unit.to_owned())),
    };
    Some(unit.map(|unit| (name.to_owned(), unit)))
}

fn unit_length(unit: &str) -> Result<u128, BadTime> {
    match UNITS.iter().find(|(name, _)| *name == unit) {
        Some((_, length)) => Ok(*length),
        None if unit.is_empty() => Err(BadTime::NoUnit),
        None => Err(BadTime::UnknownUnit(unit.to_owned())),
    }
}

/// `digits / scale`, exactly.
#[derive(Clone, Copy)]
struct Decimal {
    digits: u128,
    scale: u128,
}

impl Decimal {
    fn parse(text: &str) -> Option<Decimal> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        // 18 digits on either side are more than a nanosecond in 584 years needs.
        let fraction = fraction.get(..18).unwrap_or(fraction);
        if whole.is_empty() || fraction.is_empty() || fraction.contains('.') {
            return None;
        }
        let scale = 10_u128.pow(u32::try_from(fraction.len()).ok()?);
        // So many digits overflow any unit; the largest number says that, too.
        let whole = if whole.len() > 20 { u128::from(u64::MAX) } else { whole.parse::<u128>().ok()? };
        let digits = whole.checked_mul(scale)?.checked_add(fraction.parse().ok()?)?;
        Some(Decimal { digits, scale })
    }

    fn times(self, length: u128) -> Option<u128> {
        let whole = (self.digits / self.scale).checked_mul(length)?;
        whole.checked_add((self.digits % self.scale).checked_mul(length)? / self.scale)
    }

    /// The time between two events at this rate per `length`, rounded.
    fn period(self, length: u128) -> Option<u128> {
        (self.scale * length + self.digits / 2).checked_div(self.digits)
    }
}

impl BadTime {
    /// What is wrong with `text`, a `noun` such as "period".
    pub(crate) fn what(&self, text: &str, noun: &str) -> String {
        let reason: &dyn Display = match self {
            BadTime::NoNumber => &"does not begin with a number",
            BadTime::NoUnit => &"has no unit",
            BadTime::UnknownUnit(unit) => &format!("has the unknown unit `{unit}`"),
            BadTime::Negative => &"is negative",
            BadTime::Zero => &"is zero",
            BadTime::TooLong => &"is longer than 584 years",
            BadTime::TooShort => &"is shorter than a nanosecond",
            BadTime::NoParameter => &"names no parameter",
            BadTime::NoUnitOfParameter => &"does not say what the parameter counts",
        };
        format!("the {noun} `{text}` {reason}")
    }

    /// How to mend it.
    pub(crate) fn help(&self, rates: Rates) -> String {
        match self {
            BadTime::Zero if rates == Rates::Allowed => {
                "write a time above zero, like `\"100ms\"` or `\"10Hz\"`".to_owned()
            }
            BadTime::Negative | BadTime::Zero | BadTime::TooShort => {
                "write a time above zero, like `\"100ms\"`".to_owned()
            }
            BadTime::TooLong => "write a shorter one, like `\"24h\"`".to_owned(),
            BadTime::UnknownUnit(_) if rates == Rates::Allowed => {
                format!("{Units}, or `Hz` and `kHz` for a rate")
            }
            BadTime::UnknownUnit(_) => Units.to_string(),
            BadTime::NoParameter | BadTime::NoUnitOfParameter => {
                "write a parameter and a unit, like `\"$(rate)Hz\"` or `\"$(period)s\"`".to_owned()
            }
            BadTime::NoNumber | BadTime::NoUnit => {
                "write a number and a unit, like `\"100ms\"` or `\"1.5s\"`".to_owned()
            }
        }
    }
}

/// What a call such as `Duration::from_millis(500)` is as a literal.
pub(crate) fn as_literal(call: &MetaList) -> Option<String> {
    const MAKERS: [(&str, &str); 6] = [
        ("from_secs", "s"),
        ("from_secs_f64", "s"),
        ("from_secs_f32", "s"),
        ("from_millis", "ms"),
        ("from_micros", "us"),
        ("from_nanos", "ns"),
    ];
    let name = &call.path.segments.last()?.ident;
    let (_, unit) = MAKERS.iter().find(|(maker, _)| name == maker)?;
    let number = match call.parse_args::<Lit>().ok()? {
        Lit::Int(number) => number.base10_digits().to_owned(),
        Lit::Float(number) => number.base10_digits().to_owned(),
        _ => return None,
    };
    Some(format!("\"{}{unit}\"", number.trim_end_matches('.')))
}

struct Units;

impl Display for Units {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the units are")?;
        for (i, (name, _)) in UNITS.iter().enumerate() {
            write!(f, "{} `{name}`", if i == 0 { "" } else { "," })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_exactly() {
        let cases = [
            ("1s", 1_000_000_000),
            ("250ms", 250_000_000),
            ("1.5s", 1_500_000_000),
            (" 10 us ", 10_000),
            ("7ns", 7),
            ("2min", 120_000_000_000),
            ("1h", 3_600_000_000_000),
            ("0.000000001s", 1),
            ("18446744073709551615ns", u64::MAX),
        ];
        for (text, nanos) in cases {
            assert_eq!(parse(text, Rates::Refused), Ok(nanos), "{text}");
        }
    }

    #[test]
    fn rates_are_periods_where_they_are_allowed() {
        assert_eq!(parse("100Hz", Rates::Allowed), Ok(10_000_000));
        assert_eq!(parse("0.5Hz", Rates::Allowed), Ok(2_000_000_000));
        assert_eq!(parse("3Hz", Rates::Allowed), Ok(333_333_333));
        assert_eq!(parse("1kHz", Rates::Allowed), Ok(1_000_000));
        assert_eq!(parse("1.5 kHz", Rates::Allowed), Ok(666_667));
        assert_eq!(parse("0Hz", Rates::Allowed), Err(BadTime::Zero));
        assert_eq!(parse("100Hz", Rates::Refused), Err(BadTime::UnknownUnit("Hz".to_owned())));
    }

    #[test]
    fn a_parameter_has_a_unit() {
        let named = |name: &str, unit| Some(Ok((name.to_owned(), unit)));
        assert_eq!(parameter("1s"), None);
        assert_eq!(parameter("$(rate)Hz"), named("rate", Unit::Per(1_000_000_000)));
        assert_eq!(parameter("$(control.period) ms"), named("control.period", Unit::Of(1_000_000)));
        assert_eq!(parameter("$(rate)"), Some(Err(BadTime::NoUnitOfParameter)));
        assert_eq!(parameter("$(rate)rpm"), Some(Err(BadTime::UnknownUnit("rpm".to_owned()))));
        for text in ["$rate", "$()Hz", "$(a b)s", "$(rate"] {
            assert_eq!(parameter(text), Some(Err(BadTime::NoParameter)), "{text}");
        }
    }

    #[test]
    fn bad_times_are_told_apart() {
        let cases = [
            ("", BadTime::NoNumber),
            ("s", BadTime::NoNumber),
            ("1.2.3s", BadTime::NoNumber),
            (".5s", BadTime::NoNumber),
            ("1.s", BadTime::NoNumber),
            ("1", BadTime::NoUnit),
            ("0s", BadTime::Zero),
            ("0.0ms", BadTime::Zero),
            ("-1s", BadTime::Negative),
            ("1 parsec", BadTime::UnknownUnit("parsec".to_owned())),
            ("1é", BadTime::UnknownUnit("é".to_owned())),
            ("0.1ns", BadTime::TooShort),
            ("600000000000h", BadTime::TooLong),
            ("18446744073709551616ns", BadTime::TooLong),
            ("99999999999999999999999999999999999999999999s", BadTime::TooLong),
        ];
        for (text, bad) in cases {
            assert_eq!(parse(text, Rates::Allowed), Err(bad), "{text}");
        }
    }
}
