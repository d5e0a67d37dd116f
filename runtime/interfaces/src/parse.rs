//! Definitions as text.

mod comments;
mod idl;
mod lines;
mod types;
mod value;

use std::rc::Rc;

use crate::error::{Fault, Wrong};
use crate::model::{Action, Service, Source, Structure};
use crate::names;

pub(crate) use types::is_primitive;

/// What stands between the parts of a service or action.
const SEPARATOR: &str = "---";

/// What a file defines.
#[derive(Debug)]
pub(crate) enum Interface {
    Message(Structure),
    Service(Service),
    Action(Action),
}

/// Reads a file of `package`; its name says what it defines. `None` where it says nothing.
pub(crate) fn file(
    package: &str,
    kind: &'static str,
    source: &Rc<Source>,
    faults: &mut Vec<Fault>,
) -> Option<Interface> {
    let name = source.path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    if let Err(wrong) = names::check_type(name) {
        faults.push(wrong.at(&source.path, 0));
        return None;
    }
    let text = source.text.strip_prefix('\u{feff}').unwrap_or(&source.text);
    let lines: Vec<&str> = text.lines().collect();
    let file = File { package, name, source, lines: &lines };
    if source.encoding == "idl" {
        return idl::read(package, kind, name, source).map_err(|fault| faults.push(fault)).ok();
    }
    let read = match kind {
        "msg" => Ok(Interface::Message(file.part("msg", "", Part { lines: &lines, above: 0 }, faults))),
        "srv" => file.service(faults).map(Interface::Service),
        _ => file.action(faults).map(Interface::Action),
    };
    read.map_err(|(wrong, line)| faults.push(wrong.at(&source.path, line))).ok()
}

/// Whether a line is a separator with something around it, which ROS 2 takes for no separator.
fn is_like_separator(line: &str) -> bool {
    line.trim_end() != SEPARATOR && line.trim_start().starts_with(SEPARATOR)
}

struct File<'a> {
    package: &'a str,
    name: &'a str,
    source: &'a Rc<Source>,
    lines: &'a [&'a str],
}

/// A part of a file.
#[derive(Clone, Copy)]
struct Part<'a> {
    lines: &'a [&'a str],
    /// How many lines of the file stand above it.
    above: usize,
}

impl<'a> File<'a> {
    fn service(&self, faults: &mut Vec<Fault>) -> Result<Service, (Wrong, usize)> {
        let [request, response] = self.parts("a service is a request and a response")?;
        Ok(Service {
            name: self.name.to_owned(),
            request: self.part("srv", "_Request", request, faults),
            response: self.part("srv", "_Response", response, faults),
        })
    }

    fn action(&self, faults: &mut Vec<Fault>) -> Result<Action, (Wrong, usize)> {
        let [goal, result, feedback] = self.parts("an action is a goal, a result and feedback")?;
        Ok(Action {
            name: self.name.to_owned(),
            goal: self.part("action", "_Goal", goal, faults),
            result: self.part("action", "_Result", result, faults),
            feedback: self.part("action", "_Feedback", feedback, faults),
        })
    }

    /// What stands between the separators; or what is wrong, in which line.
    fn parts<const N: usize>(&self, what: &str) -> Result<[Part<'a>; N], (Wrong, usize)> {
        let mut above = 0;
        let parts = self.lines.split(|line| line.trim_end() == SEPARATOR).map(|lines| {
            let part = Part { lines, above };
            above += lines.len() + 1;
            part
        });
        let parts: Vec<Part<'a>> = parts.collect();
        let found = parts.len() - 1;
        let surplus = parts.get(N).map(|part| part.above);
        parts.try_into().map_err(|_| {
            let meant = self.lines.iter().position(|line| is_like_separator(line)).filter(|_| found + 1 < N);
            if let Some(index) = meant {
                let what = format!("`{}` does not part a definition", self.lines[index].trim_end());
                return (Wrong::new(what, format!("write `{SEPARATOR}` alone on its line")), index + 1);
            }
            let help = format!("write a line `{SEPARATOR}` between the parts, {} in all", N - 1);
            let what = format!("{what}, and there are {found} lines `{SEPARATOR}`");
            (Wrong::new(what, help), surplus.unwrap_or(self.lines.len()))
        })
    }

    fn part(&self, kind: &'static str, suffix: &str, part: Part<'_>, faults: &mut Vec<Fault>) -> Structure {
        let structure = Structure {
            package: self.package.to_owned(),
            kind,
            name: format!("{}{suffix}", self.name),
            comment: Vec::new(),
            fields: Vec::new(),
            constants: Vec::new(),
            source: self.source.clone(),
        };
        lines::read(structure, part.lines, part.above, faults)
    }
}
