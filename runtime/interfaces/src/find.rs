//! Packages on disk.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::error::{Error, Fault, Wrong};
use crate::model::{Package, Source};
use crate::names;
use crate::parse::{self, Interface};

/// The kinds of definitions, each with the directory that its files stand in, and their languages.
const KINDS: [(&str, &[&str]); 3] =
    [("msg", &["msg", "idl"]), ("srv", &["srv", "idl"]), ("action", &["action", "idl"])];

/// How deep below a root packages are looked for.
const DEPTH: usize = 8;

/// Where packages are, by their names.
#[derive(Debug, Default)]
pub(crate) struct Root {
    pub(crate) packages: BTreeMap<String, Vec<PathBuf>>,
}

impl Root {
    /// The packages below a directory.
    pub(crate) fn below(directory: &Path) -> Result<Root, Error> {
        let mut root = Root::default();
        root.look(directory, DEPTH)?;
        Ok(root)
    }

    fn look(&mut self, directory: &Path, depth: usize) -> Result<(), Error> {
        let ignored = ["COLCON_IGNORE", "AMENT_IGNORE"].iter().any(|name| directory.join(name).exists());
        if ignored {
            return Ok(());
        }
        if is_package(directory) {
            let name = name(directory)?;
            self.packages.entry(name).or_default().push(directory.to_owned());
            return Ok(());
        }
        if depth == 0 {
            return Ok(());
        }
        for path in entries(directory)? {
            let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
            if path.is_dir() && !hidden {
                self.look(&path, depth - 1)?;
            }
        }
        Ok(())
    }
}

/// Whether there are definitions in a directory.
pub(crate) fn is_package(directory: &Path) -> bool {
    KINDS.iter().any(|(folder, languages)| {
        let files = entries(&directory.join(folder)).unwrap_or_default();
        files.iter().any(|file| languages.iter().any(|language| has_extension(file, language)))
    })
}

/// What a package calls itself: in its `package.xml`, or else by its directory.
pub(crate) fn name(directory: &Path) -> Result<String, Error> {
    let manifest = fs::read_to_string(directory.join("package.xml")).unwrap_or_default();
    let stated =
        manifest.split_once("<name>").and_then(|(_, rest)| Some(rest.split_once("</name>")?.0.trim()));
    let absolute = directory.canonicalize().unwrap_or_else(|_| directory.to_owned());
    let own = absolute.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let name = stated.map_or(own, str::to_owned);
    if names::is_lower(&name) {
        return Ok(name);
    }
    Err(Error::Package(format!(
        "{}: `{name}` is no name of a package\n  help: it has lower-case letters, digits and single underscores, a \
         letter first; write it into `<name>` of a `package.xml`, or rename the directory",
        directory.display()
    )))
}

/// Reads the package in `directory`.
///
/// # Errors
/// [`Error::File`] where it can not be read.
pub(crate) fn package(name: &str, directory: &Path, faults: &mut Vec<Fault>) -> Result<Package, Error> {
    let mut package = Package {
        name: name.to_owned(),
        directory: directory.to_owned(),
        messages: Vec::new(),
        services: Vec::new(),
        actions: Vec::new(),
    };
    for (folder, languages) in KINDS {
        let mut last: Option<PathBuf> = None;
        faults.extend(entries(&directory.join(folder))?.iter().filter_map(|path| misplaced(path, folder)));
        for (path, encoding) in files(&directory.join(folder), languages)? {
            if let Some(last) = last.filter(|last| stem(last).eq_ignore_ascii_case(&stem(&path))) {
                let what = format!("`{}` and `{}` differ in case only", stem(&last), stem(&path));
                let help = "rename one: on some disks they are the same file";
                faults.push(Wrong::new(what, help).at(&path, 0));
            }
            last = Some(path.clone());
            let text = read(&path)?;
            match parse::file(name, folder, &Rc::new(Source { path, encoding, text }), faults) {
                Some(Interface::Message(message)) => package.messages.push(message),
                Some(Interface::Service(service)) => package.services.push(service),
                Some(Interface::Action(action)) => package.actions.push(action),
                None => {}
            }
        }
    }
    clashes(&package, faults);
    Ok(package)
}

/// Types whose parts are called like other types in Rust: `Ask.srv` has an `AskRequest`.
fn clashes(package: &Package, faults: &mut Vec<Fault>) {
    let services =
        package.services.iter().map(|service| (&service.name, vec![&service.request, &service.response]));
    let actions = package
        .actions
        .iter()
        .map(|action| (&action.name, vec![&action.goal, &action.result, &action.feedback]));
    let of_kind = [services.collect::<Vec<_>>(), actions.collect::<Vec<_>>()];
    for types in of_kind {
        for (name, parts) in &types {
            for part in parts.iter().filter(|part| types.iter().any(|(other, _)| **other == part.rust_name()))
            {
                let what =
                    format!("a part of `{name}` is called `{}`, and so is another type", part.rust_name());
                faults.push(Wrong::new(what, "rename one of them").at(&part.source.path, 0));
            }
        }
    }
}

/// What would be passed by without a word: a definition of another kind, or one whose extension has capitals.
fn misplaced(path: &Path, folder: &str) -> Option<Fault> {
    let (name, extension) = (stem(path), path.extension()?.to_str()?);
    let lower = extension.to_ascii_lowercase();
    // Halves of services and actions stand beside them in an installed ROS 2.
    let is_definition = names::is_type(&name) && path.is_file();
    let (what, help) = match KINDS.iter().find(|(kind, _)| *kind == lower) {
        Some((kind, _)) if *kind != folder => {
            (format!("a `.{kind}` file does not belong into `{folder}/`"), format!("move it into `{kind}/`"))
        }
        Some(_) if lower != extension => {
            (format!("`.{extension}` is no extension of a definition"), format!("call it `{name}.{lower}`"))
        }
        _ => return None,
    };
    is_definition.then(|| Wrong::new(what, help).at(path, 0))
}

fn stem(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

fn has_extension(path: &Path, extension: &str) -> bool {
    path.extension().is_some_and(|found| found == extension)
}

fn read(path: &Path) -> Result<String, Error> {
    let bytes = fs::read(path).map_err(Error::file(path))?;
    String::from_utf8(bytes).map_err(|error| {
        let what = format!("{}\n  help: save it as UTF-8", error.utf8_error());
        Error::file(path)(std::io::Error::new(std::io::ErrorKind::InvalidData, what))
    })
}

/// What is in a directory, in order; nothing where there is none.
fn entries(directory: &Path) -> Result<Vec<PathBuf>, Error> {
    if !directory.is_dir() {
        return Ok(Vec::new());
    }
    let mut entries = Vec::new();
    for entry in fs::read_dir(directory).map_err(Error::file(directory))? {
        entries.push(entry.map_err(Error::file(directory))?.path());
    }
    entries.sort();
    Ok(entries)
}

/// The definitions in a directory, each with its language: of one that is there in several, the first language's.
fn files(directory: &Path, languages: &[&'static str]) -> Result<Vec<(PathBuf, &'static str)>, Error> {
    let mut files: Vec<(PathBuf, &'static str)> = Vec::new();
    let entries = entries(directory)?;
    for language in languages {
        for path in entries.iter().filter(|path| has_extension(path, language)) {
            let name = stem(path);
            let is_known = files.iter().any(|(other, of)| of != language && stem(other) == name);
            // An installed ROS 2 has a file for each half of a service, too.
            let whole = name.split_once('_').map(|(whole, _)| whole);
            let is_half = whole.is_some_and(|whole| entries.iter().any(|other| stem(other) == whole));
            // What editors and file systems put beside a file.
            let is_hidden = name.starts_with('.');
            if !is_known && !is_half && !is_hidden {
                files.push((path.clone(), language));
            }
        }
    }
    files.sort_by_key(|(path, _)| (stem(path).to_ascii_lowercase(), path.clone()));
    Ok(files)
}

/// The directories that a package's definitions are in.
pub(crate) fn folders(directory: &Path) -> Vec<PathBuf> {
    KINDS.iter().map(|(folder, _)| directory.join(folder)).filter(|folder| folder.is_dir()).collect()
}
