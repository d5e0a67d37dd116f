//! The events of a YAML text, and the values in it.

use std::path::Path;
use std::sync::Arc;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span, StrInput, Tag};

use super::super::scalar;
use super::{FileError, shape};
use crate::parameters::value::{ParameterKind, ParameterValue};

/// As deep as maps may stand in one another.
const MAX_DEPTH: usize = 64;

/// The events of a YAML text, with what rcl asks of them.
pub(super) struct Reader<'a> {
    /// The file whose text it is; empty for an argument.
    pub(super) file: Arc<Path>,
    parser: Parser<'a, StrInput<'a>>,
    depth: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str, file: Arc<Path>) -> Reader<'a> {
        Reader { file, parser: Parser::new_from_str(text), depth: 0 }
    }

    pub(super) fn next(&mut self) -> Result<(Event<'a>, usize), FileError> {
        let Some(event) = self.parser.next_event() else { return Ok((Event::StreamEnd, 0)) };
        let (event, span) = event.map_err(|error| syntax(&error))?;
        let line = span.start.line();
        match event {
            Event::Alias(_) => Err(shape(line, "ROS 2's parameter files have no aliases (`*name`)")),
            // What the parser makes of a key without a value.
            Event::Scalar(text, ScalarStyle::Plain, ..) if is_absent(&text, &span) => {
                Ok((Event::Scalar("".into(), ScalarStyle::Plain, 0, None), line))
            }
            event => Ok((event, line)),
        }
    }

    /// Reads a map's inside, no deeper than maps may stand in one another.
    pub(super) fn descend<R>(
        &mut self,
        read: impl FnOnce(&mut Reader<'a>) -> Result<R, FileError>,
    ) -> Result<R, FileError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(shape(self.line(), format!("maps stand in one another deeper than {MAX_DEPTH}")));
        }
        let result = read(self);
        self.depth -= 1;
        result
    }

    pub(super) fn line(&mut self) -> usize {
        match self.parser.peek() {
            Some(Ok((_, span))) => span.start.line(),
            _ => 0,
        }
    }

    /// The next key of a map; `None` at its end.
    pub(super) fn key(&mut self) -> Result<Option<(String, usize)>, FileError> {
        match self.next()? {
            (Event::MappingEnd, _) => Ok(None),
            (Event::Scalar(text, ..), line) if text.is_empty() => Err(shape(line, "a key is empty")),
            (Event::Scalar(text, ..), line) => Ok(Some((text.into_owned(), line))),
            (_, line) => Err(shape(line, "a list or a map can not be a key")),
        }
    }

    pub(super) fn map_start(&mut self, what: &str) -> Result<(), FileError> {
        match self.next()? {
            (Event::MappingStart(..), _) => Ok(()),
            (_, line) => Err(shape(line, format!("{what}: a map has to stand here"))),
        }
    }

    pub(super) fn value(&mut self, event: Event<'a>, line: usize) -> Result<ParameterValue, FileError> {
        match event {
            Event::Scalar(text, style, _, tag) => scalar_value(&text, style, tag.as_deref(), line),
            Event::SequenceStart(..) => self.array(),
            Event::MappingStart(..) => Err(shape(line, "a map is no value of a parameter")),
            _ => Err(shape(line, "there is no value")),
        }
    }

    /// The elements of an array are of one type.
    fn array(&mut self) -> Result<ParameterValue, FileError> {
        let mut array = ParameterValue::Bools(Vec::new());
        let mut kind = ParameterKind::NotSet;
        loop {
            let (event, line) = self.next()?;
            let element = match event {
                Event::SequenceEnd => return Ok(array),
                Event::Scalar(text, style, _, tag) => scalar_value(&text, style, tag.as_deref(), line)?,
                _ => return Err(shape(line, "an array of a parameter holds plain values only")),
            };
            if kind == ParameterKind::NotSet {
                kind = element.kind();
                array = empty_array_of(kind);
            }
            let found = element.kind();
            push(&mut array, element).map_err(|()| {
                shape(line, format!("an array has elements of one type, and here `{found}` follows `{kind}`"))
            })?;
        }
    }
}

fn is_absent(text: &str, span: &Span) -> bool {
    (text == "~" || text.is_empty()) && span.start.index() == span.end.index()
}

fn empty_array_of(element: ParameterKind) -> ParameterValue {
    match element {
        ParameterKind::Integer => ParameterValue::Integers(Vec::new()),
        ParameterKind::Double => ParameterValue::Doubles(Vec::new()),
        ParameterKind::String => ParameterValue::Strings(Vec::new()),
        _ => ParameterValue::Bools(Vec::new()),
    }
}

fn push(array: &mut ParameterValue, element: ParameterValue) -> Result<(), ()> {
    match (array, element) {
        (ParameterValue::Bools(values), ParameterValue::Bool(value)) => values.push(value),
        (ParameterValue::Integers(values), ParameterValue::Integer(value)) => values.push(value),
        (ParameterValue::Doubles(values), ParameterValue::Double(value)) => values.push(value),
        (ParameterValue::Strings(values), ParameterValue::String(value)) => values.push(value),
        _ => return Err(()),
    }
    Ok(())
}

fn scalar_value(
    text: &str,
    style: ScalarStyle,
    tag: Option<&Tag>,
    line: usize,
) -> Result<ParameterValue, FileError> {
    let quoted = matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted);
    let is_string = tag.is_some_and(|tag| tag.is_yaml_core_schema() && tag.suffix == "str");
    if quoted || is_string {
        return Ok(ParameterValue::String(text.to_owned()));
    }
    if text.is_empty() {
        return Err(shape(line, "there is no value"));
    }
    Ok(scalar::plain(text))
}

fn syntax(error: &ScanError) -> FileError {
    FileError::Syntax { line: error.marker().line(), reason: error.info().to_owned() }
}
