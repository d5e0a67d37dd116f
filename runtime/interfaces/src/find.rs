//! Packages on disk.

use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::error::{Error, Fault, Wrong};
use crate::model::{Package, Source};
use crate::parse::{self, Interface};

/// The languages, each with the directory that its files stand in.
const LANGUAGES: [&str; 3] = ["msg", "srv", "action"];

/// Reads the package in `directory`, which is called like it.
///
/// # Errors
/// [`Error::Package`] where it is none, [`Error::File`] where it can not be read.
pub(crate) fn package(name: &str, directory: &Path, faults: &mut Vec<Fault>) -> Result<Package, Error> {
    let mut package =
        Package { name: name.to_owned(), messages: Vec::new(), services: Vec::new(), actions: Vec::new() };
    for encoding in LANGUAGES {
        let mut last: Option<PathBuf> = None;
        for path in files(&directory.join(encoding), encoding)? {
            if let Some(last) = last.filter(|last| stem(last).eq_ignore_ascii_case(&stem(&path))) {
                let what = format!("`{}` and `{}` differ in case only", stem(&last), stem(&path));
                let help = "rename one: on some disks they are the same file";
                faults.push(Wrong::new(what, help).at(&path, 0));
            }
            last = Some(path.clone());
            let text = read(&path)?;
            match parse::file(name, &Rc::new(Source { path, encoding, text }), faults) {
                Some(Interface::Message(message)) => package.messages.push(message),
                Some(Interface::Service(service)) => package.services.push(service),
                Some(Interface::Action(action)) => package.actions.push(action),
                None => {}
            }
        }
    }
    Ok(package)
}

fn stem(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

fn read(path: &Path) -> Result<String, Error> {
    let bytes = fs::read(path).map_err(Error::file(path))?;
    String::from_utf8(bytes).map_err(|error| {
        let source = std::io::Error::new(std::io::ErrorKind::InvalidData, error.utf8_error());
        Error::File { path: path.to_owned(), source }
    })
}

/// The files with an extension in a directory, which need not be there, in order of their names without case.
fn files(directory: &Path, extension: &str) -> Result<Vec<PathBuf>, Error> {
    if !directory.is_dir() {
        return Ok(Vec::new());
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(directory).map_err(Error::file(directory))? {
        let path = entry.map_err(Error::file(directory))?.path();
        let wanted = path.extension().is_some_and(|found| found == extension);
        // An installed ROS 2 has a file for each half of a service, too.
        if wanted && !stem(&path).contains('_') {
            files.push(path);
        }
    }
    files.sort_by_key(|path| (stem(path).to_ascii_lowercase(), path.clone()));
    Ok(files)
}
