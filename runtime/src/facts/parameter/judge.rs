//! Whether a parameter can be as it is declared: asked in a `const`.

use super::super::text::{self, Text};
use super::super::{FieldFacts, FieldKind};
use super::{Constant, ParameterFacts, ParameterOptions, ParameterRange, ParameterShape, are_equal};

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
            "steps of `",
            step_text,
            "` do not lead from one end of the range `",
            range_text,
            "` to the other\nhelp: choose a step that divides it, or another end",
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
    let between_steps = match (&options.default, &options.range) {
        (Some(Constant::Integer(value)), Some(ParameterRange::Integer { from, to, .. })) => {
            *from <= *value && *value <= *to
        }
        (Some(Constant::Double(value)), Some(ParameterRange::Double { from, to, .. })) => {
            *from <= *value && *value <= *to
        }
        _ => false,
    };
    if between_steps {
        let text = Text::EMPTY.with(&["the default `", default_text, "` is not on a step of the range `"]);
        return Some(
            text.with(&[range_text, "`\nhelp: change one of them: the steps begin where the range does"]),
        );
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

/// As deep as structs of parameters are looked into.
const DEPTH: usize = 16;

/// A full name, part by part.
#[derive(Clone, Copy)]
struct Path<'a> {
    parts: [&'a str; DEPTH],
    len: usize,
}

impl<'a> Path<'a> {
    const EMPTY: Path<'static> = Path { parts: [""; DEPTH], len: 0 };

    const fn with(mut self, part: &'a str) -> Path<'a> {
        if self.len < DEPTH {
            self.parts[self.len] = part;
            self.len += 1;
        }
        self
    }

    /// Its bytes, with a dot between its parts.
    const fn byte(&self, mut at: usize) -> Option<u8> {
        let mut part = 0;
        while part < self.len {
            let bytes = self.parts[part].as_bytes();
            if at < bytes.len() {
                return Some(bytes[at]);
            }
            if at == bytes.len() && part + 1 < self.len {
                return Some(b'.');
            }
            at = at.wrapping_sub(bytes.len() + 1);
            part += 1;
        }
        None
    }

    const fn same(&self, other: &Path<'_>) -> bool {
        let mut at = 0;
        loop {
            match (self.byte(at), other.byte(at)) {
                (None, None) => return true,
                (Some(a), Some(b)) if a == b => at += 1,
                _ => return false,
            }
        }
    }

    const fn told(&self, mut text: Text) -> Text {
        let mut part = 0;
        while part < self.len {
            text = text.with(&[if part == 0 { "" } else { "." }, self.parts[part]]);
            part += 1;
        }
        text
    }
}

/// The text for a parameter of the field `name` that a field before it declares, too, or `None`.
pub const fn repeated_parameter(fields: &[FieldFacts<'_>], name: &str) -> Option<Text> {
    let mut later = 0;
    while later < fields.len() && !text::equal(fields[later].name, name) {
        later += 1;
    }
    let mut i = 0;
    while i < later && later < fields.len() {
        if let (FieldKind::Parameter(later), FieldKind::Parameter(earlier)) =
            (&fields[later].kind, &fields[i].kind)
            && let Some(path) = shared(later, Path::EMPTY, earlier)
        {
            let text = path.told(Text::EMPTY.with(&["the parameter `"]));
            let text = text.with(&["` is declared twice: by `", fields[i].name, "` and by `", name, "`"]);
            return Some(text.with(&["\nhelp: give one of them another name, with `name = \"..\"`"]));
        }
        i += 1;
    }
    None
}

/// The first parameter that both declare.
const fn shared<'a>(
    facts: &ParameterFacts<'a>,
    above: Path<'a>,
    earlier: &ParameterFacts<'a>,
) -> Option<Path<'a>> {
    let path = above.with(facts.name);
    let ParameterShape::Several(below) = facts.shape else {
        return if declares(earlier, Path::EMPTY, &path) { Some(path) } else { None };
    };
    let mut i = 0;
    while i < below.len() {
        if let Some(path) = shared(&below[i], path, earlier) {
            return Some(path);
        }
        i += 1;
    }
    None
}

const fn declares<'a>(facts: &ParameterFacts<'a>, above: Path<'a>, wanted: &Path<'_>) -> bool {
    let path = above.with(facts.name);
    let ParameterShape::Several(below) = facts.shape else { return path.same(wanted) };
    let mut i = 0;
    while i < below.len() {
        if declares(&below[i], path, wanted) {
            return true;
        }
        i += 1;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::parameter::{ParameterKind, ParameterSpec, ParameterTypeFacts};

    const fn one(name: &str) -> ParameterFacts<'_> {
        let ty = ParameterTypeFacts::new(ParameterKind::Double);
        let spec = ParameterSpec { ty, default: None, range: None, read_only: false, constraints: "" };
        ParameterFacts { name, doc: "", shape: ParameterShape::One(spec) }
    }

    #[test]
    fn a_name_that_two_fields_declare_is_found_whatever_its_parts() {
        let below = [one("kp"), one("ki")];
        let gains = ParameterFacts { name: "gains", doc: "", shape: ParameterShape::Several(&below) };
        let field = |name, facts| FieldFacts { name, doc: "", kind: FieldKind::Parameter(facts) };
        let fields = [field("gains", gains), field("ki", one("gains.ki")), field("kp", one("kp"))];
        let told = repeated_parameter(&fields, "ki").map(|text| text.as_str().to_owned());
        let expected = "the parameter `gains.ki` is declared twice: by `gains` and by `ki`\n\
                        help: give one of them another name, with `name = \"..\"`";
        assert_eq!(told.as_deref(), Some(expected));
        assert!(repeated_parameter(&fields, "kp").is_none());
        assert!(repeated_parameter(&fields, "gains").is_none());
        assert!(repeated_parameter(&fields, "other").is_none());
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
