//! What can go wrong, with the place in the definition.

use std::fmt;
use std::path::{Path, PathBuf};

/// Why no types could be generated.
///
/// Its `Debug` form is its message: that is what a `main` that returns it prints.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Definitions that ROS 2 would refuse, all of them.
    #[error("{}", list(.0))]
    Definitions(Vec<Fault>),
    /// A package that is asked for, or that a definition names, is nowhere.
    #[error("{0}")]
    Package(String),
    /// What the build script says does not fit the crate that it builds.
    #[error("{0}")]
    Setting(String),
    /// A file or directory can not be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Error {
    pub(crate) fn file(path: &Path) -> impl Fn(std::io::Error) -> Error + '_ {
        |source| Error::File { path: path.to_owned(), source }
    }
}

fn list(faults: &[Fault]) -> String {
    let lines: Vec<String> = faults.iter().map(Fault::to_string).collect();
    lines.join("\n")
}

/// What is wrong in a definition, where, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The definition's file.
    pub file: PathBuf,
    /// The line in it, from 1; 0 where it is the file as such.
    pub line: usize,
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub help: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Fault { file, line, what, help } = self;
        match line {
            0 => write!(f, "{}: {what}\n  help: {help}", file.display()),
            line => write!(f, "{}:{line}: {what}\n  help: {help}", file.display()),
        }
    }
}

/// What is wrong, before it is known where.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Wrong {
    pub(crate) what: String,
    pub(crate) help: String,
}

impl Wrong {
    pub(crate) fn new(what: impl Into<String>, help: impl Into<String>) -> Wrong {
        Wrong { what: what.into(), help: help.into() }
    }

    pub(crate) fn at(self, file: &Path, line: usize) -> Fault {
        Fault { file: file.to_owned(), line, what: self.what, help: self.help }
    }
}
