//! Durations in words.

use std::time::Duration;

/// A duration as one would write it in an attribute: `2 min`, `1.5 s`, `10 ms`, `250 µs`.
pub fn duration(duration: Duration) -> String {
    let nanos = duration.as_nanos();
    let (unit, name) = match nanos {
        0 => return "0 s".to_owned(),
        n if n < 1_000 => (1, "ns"),
        n if n < 1_000_000 => (1_000, "µs"),
        n if n < 1_000_000_000 => (1_000_000, "ms"),
        n if n % 60_000_000_000 == 0 => (60_000_000_000, "min"),
        _ => (1_000_000_000, "s"),
    };
    let (whole, rest) = (nanos / unit, nanos % unit);
    if rest == 0 {
        return format!("{whole} {name}");
    }
    let width = unit.ilog10() as usize;
    let fraction = format!("{rest:0width$}");
    format!("{whole}.{} {name}", fraction.trim_end_matches('0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_take_the_unit_that_fits() {
        let cases = [
            (10_000_000, "10 ms"),
            (1_500_000_000, "1.5 s"),
            (90_000_000_000, "90 s"),
            (120_000_000_000, "2 min"),
            (1_050, "1.05 µs"),
        ];
        for (nanos, words) in cases {
            assert_eq!(duration(Duration::from_nanos(nanos)), words);
        }
    }
}
