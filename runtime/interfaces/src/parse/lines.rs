//! The lines of a message, or of a part of a service or action: a field, a constant or a comment each.

use std::collections::BTreeSet;

use super::comments::Comments;
use super::{SEPARATOR, types, value};
use crate::error::{Fault, Wrong};
use crate::model::{Constant, Count, Element, Field, Structure};
use crate::names;

/// Reads `lines`, above which there are `above` others in the file.
pub(super) fn read(structure: Structure, lines: &[&str], above: usize, faults: &mut Vec<Fault>) -> Structure {
    let mut reader = Reader { structure, last: Last::Nothing, names: BTreeSet::new() };
    let mut comments = Comments::default();
    for (index, line) in lines.iter().enumerate() {
        let number = above + index + 1;
        let (code, comment) = split(line);
        if !code.trim().is_empty() {
            let above = comments.above(&mut reader.structure.comment);
            if let Err(wrong) = reader.item(code.trim(), above, number) {
                reader.last = Last::Nothing;
                faults.push(wrong.at(&reader.structure.source.path, number));
            }
            comments.beside(comment, reader.last_comment());
        } else if let Some(comment) = comment {
            let indented = line.starts_with(char::is_whitespace);
            comments.line(comment, indented, reader.last_comment());
        } else {
            comments.gap();
        }
    }
    comments.rest(&mut reader.structure.comment);
    reader.structure
}

/// Code, and the comment behind it.
fn split(line: &str) -> (&str, Option<&str>) {
    match comment_start(line) {
        Some(at) => (&line[..at], Some(line[at..].trim_start_matches('#').trim_end())),
        None => (line, None),
    }
}

/// Where the first `#` outside of a string stands. A quote begins a string only where a value can begin.
fn comment_start(line: &str) -> Option<usize> {
    let (mut from, mut before) = (0, ' ');
    while let Some(c) = line[from..].chars().next() {
        if c == '#' {
            return Some(from);
        }
        let begins = matches!(c, '"' | '\'') && (before.is_whitespace() || matches!(before, '=' | '[' | ','));
        let closed = begins.then(|| value::closing(&line[from + 1..], c)).flatten();
        from += closed.map_or(c.len_utf8(), |end| end + 2);
        before = c;
    }
    None
}

struct Reader {
    structure: Structure,
    last: Last,
    names: BTreeSet<String>,
}

/// What was read last.
#[derive(Clone, Copy)]
enum Last {
    Nothing,
    Field,
    Constant,
}

impl Reader {
    /// Reads a field or a constant.
    fn item(&mut self, code: &str, comment: Vec<String>, line: usize) -> Result<(), Wrong> {
        let (written, rest) = type_and_rest(code)?;
        // A name is followed by `=`, or by nothing or a default value.
        let end = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
        let (name, rest) = (&rest[..end], rest[end..].trim());
        match rest.strip_prefix('=') {
            Some(value) => self.constant(written, name, value.trim(), comment),
            None => self.field(written, name, rest, comment, line),
        }
    }

    fn constant(&mut self, written: &str, name: &str, text: &str, comment: Vec<String>) -> Result<(), Wrong> {
        names::check_constant(name)?;
        self.refuse_twice(name)?;
        let ty = types::parse(written, &self.structure.package)?;
        if ty.count != Count::One || matches!(ty.element, Element::Message { .. }) {
            let help = "a constant is a number, `bool` or a string";
            return Err(Wrong::new(format!("constant `{name}` is of type `{written}`"), help));
        }
        let value = value::single(text, &ty.element)?;
        let (name, written) = (name.to_owned(), written.to_owned());
        self.structure.constants.push(Constant { name, element: ty.element, written, value, comment });
        self.last = Last::Constant;
        Ok(())
    }

    fn field(
        &mut self,
        written: &str,
        name: &str,
        text: &str,
        comment: Vec<String>,
        line: usize,
    ) -> Result<(), Wrong> {
        names::check_field(name)?;
        self.refuse_twice(name)?;
        let ty = types::parse(written, &self.structure.package)?;
        let default = if text.is_empty() { None } else { Some(value::default(text, &ty)?) };
        self.structure.fields.push(Field {
            name: name.to_owned(),
            ty,
            written: written.to_owned(),
            default,
            default_text: text.to_owned(),
            comment,
            unit: None,
            line,
        });
        self.last = Last::Field;
        Ok(())
    }

    fn refuse_twice(&mut self, name: &str) -> Result<(), Wrong> {
        let is_new = self.names.insert(name.to_owned());
        if is_new { Ok(()) } else { Err(Wrong::new(format!("there are two of `{name}`"), "rename one")) }
    }

    /// The comment of what was read last.
    fn last_comment(&mut self) -> Option<&mut Vec<String>> {
        match self.last {
            Last::Nothing => None,
            Last::Field => self.structure.fields.last_mut().map(|field| &mut field.comment),
            Last::Constant => self.structure.constants.last_mut().map(|constant| &mut constant.comment),
        }
    }
}

/// The type, and what follows it.
fn type_and_rest(code: &str) -> Result<(&str, &str), Wrong> {
    if code == SEPARATOR {
        let help = "put a request and a response into `srv/`, a goal, a result and feedback into `action/`";
        return Err(Wrong::new(format!("a message has one part, and no line `{SEPARATOR}`"), help));
    }
    let end = code.find(char::is_whitespace).unwrap_or(code.len());
    let (written, rest) = (&code[..end], code[end..].trim());
    let torn = written.ends_with("<=") || (written.ends_with('[') && rest.contains(']'));
    if torn || rest.starts_with(['[', ']', '<']) {
        let help = "write `int32[]`, `int32[<=3]` or `string<=10`, and then the name";
        return Err(Wrong::new(format!("there is a space in the type of `{code}`"), help));
    }
    if !rest.is_empty() && !rest.starts_with('=') {
        return Ok((written, rest));
    }
    let what = format!("`{code}` is neither a field nor a constant");
    Err(Wrong::new(what, "write the type, then the name: `float64 speed`"))
}
