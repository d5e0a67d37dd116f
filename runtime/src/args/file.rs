//! Parameter files, and the values that `-p` gives.
//!
//! A file names nodes, in namespaces or with wildcards, and below `ros__parameters` their parameters. The syntax is
//! read by a YAML crate; what it means is rcl's own.

mod reader;

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

use saphyr_parser::Event;

use crate::facts::names::{self, NameKind};
use crate::parameters::value::ParameterValue;
use reader::Reader;

/// A parameter file that is larger is refused: nobody wrote it.
const MAX_BYTES: u64 = 16 << 20;
const PARAMETERS: &str = "ros__parameters";

/// What is wrong with a parameter file or value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FileError {
    /// The file could not be read.
    #[error("{reason}")]
    Read {
        /// What the system says.
        reason: String,
    },
    /// The file is larger than 16 MiB.
    #[error("it has {bytes} bytes, and a parameter file at most {MAX_BYTES}")]
    TooLarge {
        /// Its size.
        bytes: u64,
    },
    /// It is no YAML.
    #[error("line {line}: {reason}")]
    Syntax {
        /// The line, from 1.
        line: usize,
        /// What the YAML parser says.
        reason: String,
    },
    /// It is YAML, but no parameter file.
    #[error("line {line}: {reason}")]
    Shape {
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        reason: String,
    },
}

/// What files and arguments say about parameters: for each pattern of node names, in the order in which the patterns
/// first appeared, the values.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Overrides {
    patterns: Vec<(String, Vec<Override>)>,
}

/// A value that somebody gave.
#[derive(Clone, Debug, PartialEq)]
struct Override {
    name: String,
    value: ParameterValue,
    from: Origin,
}

/// Where a value was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// By `-p`.
    Argument,
    /// In a parameter file, at this line.
    File(Arc<Path>, usize),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Argument => write!(f, "given by `-p`"),
            Origin::File(path, line) => write!(f, "given in `{}`, line {line}", path.display()),
        }
    }
}

impl Overrides {
    /// Adds a value for the nodes that `pattern` matches. A later value for the same pattern and name wins.
    pub(crate) fn add(&mut self, pattern: &str, name: String, value: ParameterValue, from: Origin) {
        let values = self.pattern(pattern);
        match values.iter_mut().find(|known| known.name == name) {
            Some(known) => *known = Override { name, value, from },
            None => values.push(Override { name, value, from }),
        }
    }

    fn pattern(&mut self, pattern: &str) -> &mut Vec<Override> {
        let at = match self.patterns.iter().position(|(known, _)| known == pattern) {
            Some(at) => at,
            None => {
                self.patterns.push((pattern.to_owned(), Vec::new()));
                self.patterns.len() - 1
            }
        };
        &mut self.patterns[at].1
    }

    /// Adds what a file says.
    pub(crate) fn add_file(&mut self, path: &Path) -> Result<(), FileError> {
        let unread = |error: std::io::Error| FileError::Read { reason: error.to_string() };
        let bytes = std::fs::metadata(path).map_err(unread)?.len();
        if bytes > MAX_BYTES {
            return Err(FileError::TooLarge { bytes });
        }
        let text = std::fs::read_to_string(path).map_err(unread)?;
        self.add_text(&text, path.into())
    }

    /// Adds what the text of a file says.
    pub(crate) fn add_text(&mut self, text: &str, file: Arc<Path>) -> Result<(), FileError> {
        let mut reader = Reader::new(text, file);
        loop {
            let (event, line) = reader.next()?;
            match event {
                Event::StreamStart | Event::DocumentStart(_) | Event::DocumentEnd => {}
                Event::StreamEnd => return Ok(()),
                Event::MappingStart(..) => self.nodes(&mut reader, "")?,
                // A file without anything in it.
                Event::Scalar(text, ..) if text == "~" || text.is_empty() => {}
                _ => return Err(shape(line, "a parameter file begins with the name of a node")),
            }
        }
    }

    /// Reads a map whose keys are namespaces and nodes.
    fn nodes(&mut self, reader: &mut Reader<'_>, above: &str) -> Result<(), FileError> {
        reader.descend(|reader| {
            while let Some((key, line)) = reader.key()? {
                if key.starts_with(PARAMETERS) {
                    if above.is_empty() {
                        return Err(shape(line, format!("no node is named before `{PARAMETERS}`")));
                    }
                    check_pattern(above, line)?;
                    // Its place among the patterns counts also where it has no parameters.
                    self.pattern(above);
                    reader.map_start(&format!("the parameters of `{above}`"))?;
                    self.parameters(reader, above, "")?;
                } else {
                    let name = if above.is_empty() { key } else { format!("{above}/{key}") };
                    reader.map_start(&format!("`{name}`: a value can not stand before `{PARAMETERS}`"))?;
                    self.nodes(reader, &name)?;
                }
            }
            Ok(())
        })
    }

    /// Reads a map whose keys are parameters and their prefixes.
    fn parameters(&mut self, reader: &mut Reader<'_>, node: &str, prefix: &str) -> Result<(), FileError> {
        reader.descend(|reader| {
            while let Some((key, _)) = reader.key()? {
                let name = if prefix.is_empty() { key } else { format!("{prefix}.{key}") };
                match reader.next()? {
                    (Event::MappingStart(..), _) => self.parameters(reader, node, &name)?,
                    (event, line) => {
                        let value = reader.value(event, line)?;
                        self.add(node, name, value, Origin::File(reader.file.clone(), line));
                    }
                }
            }
            Ok(())
        })
    }

    /// The values for the node with this full name: later patterns win over earlier ones.
    pub(crate) fn of(&self, node: &str) -> BTreeMap<String, ParameterValue> {
        let matching = self.patterns.iter().filter(|(pattern, _)| matches(pattern, node));
        let values = matching.flat_map(|(_, values)| values);
        values.map(|Override { name, value, .. }| (name.clone(), value.clone())).collect()
    }

    /// Where the node with this full name got its value of a parameter.
    pub(crate) fn origin(&self, node: &str, name: &str) -> Option<&Origin> {
        let matching = self.patterns.iter().filter(|(pattern, _)| matches(pattern, node));
        let values = matching.flat_map(|(_, values)| values);
        values.filter(|given| given.name == name).map(|given| &given.from).next_back()
    }

    /// The patterns without a wildcard that none of `nodes` is named by.
    pub(crate) fn strangers<'a>(&'a self, nodes: &'a [String]) -> impl Iterator<Item = &'a str> {
        let patterns = self.patterns.iter().map(|(pattern, _)| pattern.as_str());
        patterns.filter(|pattern| !nodes.iter().any(|node| matches(pattern, node)))
    }
}

/// The value that `-p name:=value` gives.
pub(crate) fn value(text: &str) -> Result<ParameterValue, FileError> {
    let mut reader = Reader::new(text, Path::new("").into());
    loop {
        let (event, line) = reader.next()?;
        match event {
            Event::StreamStart | Event::DocumentStart(_) | Event::DocumentEnd => {}
            Event::StreamEnd => return Err(shape(line, "there is no value")),
            event => {
                let value = reader.value(event, line)?;
                // The rest has to be read for its errors.
                while !matches!(reader.next()?.0, Event::StreamEnd) {}
                return Ok(value);
            }
        }
    }
}

/// Whether a pattern means the node with this full name. Between slashes `*` stands for one part of the name, `**`
/// for any number of them.
pub(crate) fn matches(pattern: &str, node: &str) -> bool {
    fn parts_match(pattern: &[&str], node: &[&str]) -> bool {
        match (pattern, node) {
            ([], []) => true,
            (["**", rest @ ..], _) => (0..=node.len()).any(|skipped| parts_match(rest, &node[skipped..])),
            (["*", pattern @ ..], [_, node @ ..]) => parts_match(pattern, node),
            ([first, pattern @ ..], [part, node @ ..]) => first == part && parts_match(pattern, node),
            _ => false,
        }
    }
    let (pattern, node) = (parts(pattern), parts(node));
    parts_match(&pattern, &node)
}

fn parts(name: &str) -> Vec<&str> {
    name.strip_prefix('/').unwrap_or(name).split('/').collect()
}

/// Whether a pattern can be the name of a node: wildcards stand for whole parts.
fn check_pattern(pattern: &str, line: usize) -> Result<(), FileError> {
    if pattern == "/**" {
        return Ok(());
    }
    let (namespace, name) = pattern.rsplit_once('/').unwrap_or(("", pattern));
    let parts = namespace.split('/').filter(|part| !part.is_empty() && !["*", "**"].contains(part));
    let names = parts.chain((name != "*").then_some(name));
    for part in names {
        if let Some(bad) = names::check(NameKind::Node, part) {
            let told = names::explain(NameKind::Node, part, bad).to_string();
            let what = told.lines().next().unwrap_or_default().to_owned();
            return Err(shape(line, format!("`{pattern}` names no node: {what}")));
        }
    }
    Ok(())
}

fn shape(line: usize, reason: impl Into<String>) -> FileError {
    FileError::Shape { line, reason: reason.into() }
}

#[cfg(test)]
mod tests;
