//! Which packages are asked for and used, and where they are.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::env;
use std::path::{Path, PathBuf};

use crate::error::{Error, Fault, Wrong};
use crate::find::{self, Root};
use crate::interfaces::{Interfaces, Surroundings};
use crate::model::{Element, Package, Structure};
use crate::names;

/// What was found.
pub(crate) struct Found {
    pub(crate) packages: BTreeMap<String, Package>,
    /// Those that `rosweave` has, as far as they are used.
    pub(crate) bundled: BTreeMap<String, Package>,
    pub(crate) faults: Vec<Fault>,
    pub(crate) warnings: Vec<String>,
}

/// Who is looked for, and where.
pub(crate) struct Search {
    directories: Vec<PathBuf>,
    named: BTreeMap<String, Vec<PathBuf>>,
    asked: Vec<String>,
    overlays: Vec<Root>,
    ament: Vec<PathBuf>,
    bundled: BTreeMap<String, PathBuf>,
    provided: BTreeMap<String, PathBuf>,
    places: Vec<String>,
    /// The packages that other crates have.
    using: BTreeMap<String, String>,
}

impl Search {
    pub(crate) fn new(interfaces: &Interfaces, surroundings: &Surroundings) -> Result<Search, Error> {
        let (mut named, mut asked) = (BTreeMap::<String, Vec<PathBuf>>::new(), Vec::new());
        let (mut places, mut directories) = (Vec::new(), Vec::new());
        for directory in &interfaces.directories {
            let path = surroundings.base.join(directory);
            if !find::is_package(&path) {
                return Err(no_package(&path));
            }
            let name = find::name(&path)?;
            directories.push(path.canonicalize().map_err(Error::file(&path))?);
            named.entry(name.clone()).or_default().push(path);
            asked.push(name);
        }
        for root in &interfaces.roots {
            let path = surroundings.base.join(root);
            if !path.is_dir() {
                return Err(Error::Package(format!("{}: this root is no directory", path.display())));
            }
            places.push(path.display().to_string());
            for (name, paths) in Root::below(&path)?.packages {
                named.entry(name).or_default().extend(paths);
            }
        }
        let overlays: Result<Vec<Root>, Error> =
            surroundings.interface_path.iter().map(|path| Root::below(path)).collect();
        let everywhere = surroundings.interface_path.iter().chain(&surroundings.ament_prefix_path);
        places.extend(everywhere.map(|path| path.display().to_string()));
        asked.extend(interfaces.packages.iter().cloned());
        if asked.is_empty() {
            return Err(nothing_asked(&named));
        }
        Ok(Search {
            directories,
            named,
            asked,
            overlays: overlays?,
            ament: surroundings.ament_prefix_path.clone(),
            bundled: by_name(&surroundings.bundled),
            provided: by_name(&surroundings.provided),
            places,
            using: interfaces.providers.clone(),
        })
    }

    /// All that is asked for, and what that uses.
    pub(crate) fn all(&self) -> Result<Found, Error> {
        let mut found = Found {
            packages: BTreeMap::new(),
            bundled: BTreeMap::new(),
            faults: Vec::new(),
            warnings: Vec::new(),
        };
        let mut wanted: VecDeque<(String, Option<(PathBuf, usize)>)> =
            self.asked.iter().map(|name| (name.clone(), None)).collect();
        let mut seen = BTreeSet::new();
        while let Some((name, whence)) = wanted.pop_front() {
            if !seen.insert(name.clone()) {
                continue;
            }
            let Some(package) = self.look(&name, &mut found)? else {
                match whence {
                    Some((file, line)) => found.faults.push(self.missing(&name).at(&file, line)),
                    None => {
                        let Wrong { what, help } = self.missing(&name);
                        return Err(Error::Package(format!("{what}\n  help: {help}")));
                    }
                }
                continue;
            };
            for structure in package.structures() {
                for field in &structure.fields {
                    if let Element::Message { package, .. } = &field.ty.element {
                        let whence = (structure.source.path.clone(), field.line);
                        wanted.push_back((package.clone(), Some(whence)));
                    }
                }
            }
        }
        Ok(found)
    }

    fn missing(&self, name: &str) -> Wrong {
        let places = if self.places.is_empty() {
            "no root, `ROSWEAVE_INTERFACE_PATH` or `AMENT_PREFIX_PATH` is given".to_owned()
        } else {
            format!("it is not below {}", self.places.join(", "))
        };
        let known = self.named.keys().chain(self.overlays.iter().flat_map(|root| root.packages.keys()));
        let known = known.chain(self.bundled.keys()).chain(self.provided.keys());
        let help = match (self.using.get(name), names::nearest_package(name, known.map(String::as_str))) {
            (Some(module), _) => format!(
                "write `links = \"{name}\"` into the `[package]` of `{module}`'s Cargo.toml, and depend on it, or name the \
                 root of its definitions here"
            ),
            (None, Some(alike)) => format!("write `{alike}`"),
            (None, None) => {
                "name its directory or a root with it, source a ROS 2 that has it, or switch on the feature \
                             `msgs` of rosweave if it is one of the common packages"
                    .to_owned()
            }
        };
        Wrong::new(format!("there is no package `{name}`: {places}"), help)
    }

    /// Reads a package, from the first place that counts.
    fn look<'f>(&self, name: &str, found: &'f mut Found) -> Result<Option<&'f Package>, Error> {
        let here = self.here(name)?;
        let overlays = self.overlaid(name);
        let place =
            here.clone().or_else(|| overlays.first().cloned()).or_else(|| self.provided.get(name).cloned());
        let package = match &place {
            Some(path) => Some(find::package(name, path, &mut found.faults)?),
            None => None,
        };
        if let (Some(package), Some(other)) = (&package, overlays.get(1)) {
            let mut ignored = Vec::new();
            if let Some(name) = difference(package, &find::package(name, other, &mut ignored)?) {
                found.warnings.push(format!(
                    "`{name}` of {} hides another definition in {}",
                    package.directory.display(),
                    other.display()
                ));
            }
        }
        if let Some(path) = self.bundled.get(name) {
            let bundled = find::package(name, path, &mut found.faults)?;
            self.refuse_others(package.as_ref(), &bundled)?;
            if self.asked.iter().any(|asked| asked == name) {
                found
                    .warnings
                    .push(format!("`{name}` comes with rosweave: its types are in `rosweave::msgs::{name}`"));
            }
            return Ok(Some(found.bundled.entry(name.to_owned()).or_insert(bundled)));
        }
        Ok(package.map(|package| &*found.packages.entry(name.to_owned()).or_insert(package)))
    }

    /// Refuses a package that rosweave has, and that is another one here.
    fn refuse_others(&self, package: Option<&Package>, bundled: &Package) -> Result<(), Error> {
        let Some(package) = package else { return Ok(()) };
        let (name, here) = (&package.name, package.directory.display());
        if let Some(of) = difference(package, bundled) {
            return Err(Error::Package(format!(
                "`{of}` in {here} is defined in another way than in rosweave's own `{name}`\n  help: take the package out of \
                 the roots, or use the definitions of ROS 2 Jazzy"
            )));
        }
        // A checkout may be newer, and what is used of it is looked for; a directory that is named is meant.
        match beyond(package, bundled).filter(|_| self.is_named_directory(package)) {
            Some(of) => Err(Error::Package(format!(
                "{here}: rosweave's own `{name}` is used, and has no `{of}`\n  help: put it into a package of another name"
            ))),
            None => Ok(()),
        }
    }

    /// Where a package is among what was named.
    fn here(&self, name: &str) -> Result<Option<PathBuf>, Error> {
        let mut places: Vec<PathBuf> = Vec::new();
        for path in self.named.get(name).into_iter().flatten() {
            let path = path.canonicalize().map_err(Error::file(path))?;
            if !places.contains(&path) {
                places.push(path);
            }
        }
        match &places[..] {
            [] => Ok(None),
            [path] => Ok(Some(path.clone())),
            [first, second, ..] => Err(Error::Package(format!(
                "there are two packages `{name}`: {} and {}\n  help: name the root or directory of one of them only",
                first.display(),
                second.display()
            ))),
        }
    }

    /// Where a package is in the environment's paths, the one that counts first.
    fn overlaid(&self, name: &str) -> Vec<PathBuf> {
        let overlays = self.overlays.iter().filter_map(|root| root.packages.get(name)?.first().cloned());
        let ament = self.ament.iter().map(|prefix| prefix.join("share").join(name));
        overlays.chain(ament.filter(|path| find::is_package(path))).collect()
    }

    fn is_named_directory(&self, package: &Package) -> bool {
        self.directories.contains(&package.directory)
    }

    /// What cargo is told.
    pub(crate) fn instructions(
        &self,
        packages: &BTreeMap<String, Package>,
        warnings: &[String],
    ) -> Vec<String> {
        let mut lines = vec![
            "rerun-if-changed=build.rs".to_owned(),
            "rerun-if-env-changed=AMENT_PREFIX_PATH".to_owned(),
            "rerun-if-env-changed=ROSWEAVE_INTERFACE_PATH".to_owned(),
        ];
        for package in packages.values() {
            // All of a package that the script names: it can get its first service. Of others, the definitions.
            let inputs = match self.is_named_directory(package) {
                true => vec![package.directory.clone()],
                false => find::folders(&package.directory),
            };
            lines.extend(inputs.iter().map(|path| format!("rerun-if-changed={}", path.display())));
        }
        lines.extend(warnings.iter().map(|warning| format!("warning={warning}")));
        let directories = packages.values().map(|package| package.directory.clone());
        if let Some(joined) = env::join_paths(directories).ok().and_then(|paths| paths.into_string().ok()) {
            lines.push(format!("metadata=interfaces={joined}"));
        }
        lines
    }
}

/// Of roots alone nothing is generated, so that a script which names nothing else forgets something.
fn nothing_asked(there: &BTreeMap<String, Vec<PathBuf>>) -> Error {
    let below = match there.keys().next() {
        Some(name) => format!(", as in `.package({name:?})`"),
        None => String::new(),
    };
    Error::Setting(format!(
        "no package is named, so there is nothing to generate\n  help: name one by `.directory(..)`, or by its name below \
         a root{below}"
    ))
}

/// Why a directory that was named has no definitions.
fn no_package(path: &Path) -> Error {
    let kind = ["msg", "srv", "action"].iter().any(|kind| path.ends_with(kind));
    let below =
        Root::below(path).map(|root| root.packages.into_keys().collect::<Vec<_>>()).unwrap_or_default();
    let (what, help) = match &below[..] {
        _ if !path.is_dir() => {
            ("there is no such directory", "write its path from the directory of `Cargo.toml`".into())
        }
        [] if kind => ("this is a part of a package", "name the directory above it".to_owned()),
        [] => (
            "this is no package",
            "it needs a directory `msg`, `srv` or `action` with definitions in it".into(),
        ),
        [first, ..] => {
            let help = format!("name it by `.root(..)`, and what is wanted by `.package({first:?})`");
            ("this is no package, and has some below it", help)
        }
    };
    Error::Package(format!("{}: {what}\n  help: {help}", path.display()))
}

fn by_name(directories: &[PathBuf]) -> BTreeMap<String, PathBuf> {
    let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned());
    directories.iter().filter_map(|path| Some((name(path)?, path.clone()))).collect()
}

/// The first type of both that is not the same in both.
fn difference(one: &Package, other: &Package) -> Option<String> {
    one.structures().find_map(|structure| {
        let there = other.structures().find(|there| there.ros_name() == structure.ros_name())?;
        let fields = |of: &Structure| -> Vec<_> {
            of.fields.iter().map(|field| (field.name.clone(), field.ty.clone())).collect()
        };
        (fields(structure) != fields(there)).then(|| structure.ros_name())
    })
}

/// The first type that only `one` has.
fn beyond(one: &Package, other: &Package) -> Option<String> {
    let names: BTreeSet<String> = other.structures().map(Structure::ros_name).collect();
    one.structures().map(Structure::ros_name).find(|name| !names.contains(name))
}
