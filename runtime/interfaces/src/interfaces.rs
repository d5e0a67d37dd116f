//! What a build script says: which packages, where they are, and who has them already.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::{Path, PathBuf};
use std::{env, fs};

use crate::code::{self, Context};
use crate::error::{Error, Fault, Wrong};
use crate::find::{self, Root};
use crate::model::{Element, Package};
use crate::resolve::Types;

/// Writes the types of ROS 2 packages, for a build script.
///
/// The packages that are named, and those that they use, become modules of the crate, at the place of
/// `rosweave::interfaces!();` in it. What `rosweave` bundles is used from there.
///
/// ```no_run
/// fn main() -> Result<(), rosweave_interfaces::Error> {
///     rosweave_interfaces::Interfaces::new()
///         .directory("interfaces/my_robot_interfaces")
///         .root("../ros2_ws/src")
///         .package("nav2_msgs")
///         .using("my_msgs", "my_msgs_crate")
///         .generate()
/// }
/// ```
///
/// A package that is used and not named is looked for in the roots, then in `ROSWEAVE_INTERFACE_PATH` (directories
/// like roots), then in `AMENT_PREFIX_PATH`, which a sourced ROS 2 sets. Within the two variables the first one wins,
/// as overlays do in ROS 2.
#[derive(Clone, Debug, Default)]
#[must_use = "`generate` writes the types"]
pub struct Interfaces {
    directories: Vec<PathBuf>,
    roots: Vec<PathBuf>,
    packages: Vec<String>,
    providers: BTreeMap<String, String>,
    list: Option<String>,
}

impl Interfaces {
    /// No packages yet.
    pub fn new() -> Interfaces {
        Interfaces::default()
    }

    /// Adds the package in a directory, which has `msg`, `srv` or `action` in it. A relative path begins where the
    /// crate's `Cargo.toml` is.
    pub fn directory(mut self, path: impl Into<PathBuf>) -> Interfaces {
        self.directories.push(path.into());
        self
    }

    /// Looks for packages below a directory, as in a checkout. They are generated where something names or uses them.
    pub fn root(mut self, path: impl Into<PathBuf>) -> Interfaces {
        self.roots.push(path.into());
        self
    }

    /// Adds a package by its name.
    pub fn package(mut self, name: impl Into<String>) -> Interfaces {
        self.packages.push(name.into());
        self
    }

    /// Takes a package's types from another crate that has generated them: `my_msgs_crate`, or the module in it that
    /// has them. It is a compile error where that crate's definitions are others.
    pub fn using(mut self, package: impl Into<String>, module: impl Into<String>) -> Interfaces {
        self.providers.insert(package.into(), module.into());
        self
    }

    /// Writes a macro that names all types to another one, for tests.
    #[doc(hidden)]
    pub fn list(mut self, name: impl Into<String>) -> Interfaces {
        self.list = Some(name.into());
        self
    }

    /// Writes the types, and tells cargo to come back when a definition has changed.
    ///
    /// # Errors
    /// [`Error`] says what is wrong in which definition or setting.
    pub fn generate(self) -> Result<(), Error> {
        let surroundings = Surroundings::of_cargo()?;
        let output = self.output(&surroundings)?;
        for line in &output.instructions {
            instruct(line);
        }
        let file = surroundings.out.join("rosweave_interfaces.rs");
        // Left alone where it is the same, so that nothing is compiled again.
        if fs::read_to_string(&file).is_ok_and(|there| there == output.code) {
            return Ok(());
        }
        fs::write(&file, output.code).map_err(Error::file(&file))
    }

    pub(crate) fn output(&self, surroundings: &Surroundings) -> Result<Output, Error> {
        let search = Search::new(self, surroundings)?;
        let found = search.all()?;
        let mut faults = found.faults;
        let packages: Vec<&Package> = found.bundled.values().chain(found.packages.values()).collect();
        let types = Types::new(packages);
        for package in found.packages.values() {
            types.check(package, &mut faults);
        }
        if !faults.is_empty() {
            return Err(Error::Definitions(faults));
        }
        let bundled = found.bundled.keys().map(|name| (name.clone(), BUNDLED.to_owned()));
        let provided = self.providers.iter().map(|(name, module)| (name.clone(), absolute(module)));
        let context = Context::new(&types, bundled.chain(provided).collect());
        let own: Vec<&Package> =
            found.packages.values().filter(|package| !self.providers.contains_key(&package.name)).collect();
        let mut text = format!("const _: () = __rosweave::__private::interfaces::made_by({VERSION:?});\n");
        text.push_str(&code::of(&own, &context));
        let provided = found.packages.values().filter(|package| self.providers.contains_key(&package.name));
        for package in provided {
            text.push_str(&code::same(package, &self.providers[&package.name], &context));
        }
        if let Some(name) = &self.list {
            text.push_str(&code::list(name, &own));
        }
        Ok(Output { code: text, instructions: search.instructions(&found.packages, &found.warnings) })
    }
}

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Where the bundled packages are, from within a module `package::kind`.
const BUNDLED: &str = "super::super::__rosweave::msgs";

fn absolute(module: &str) -> String {
    let module = module.trim_start_matches("::").replace('-', "_");
    if module.starts_with("crate::") { module } else { format!("::{module}") }
}

/// Tells cargo something.
#[allow(clippy::print_stdout, reason = "that is how cargo is told")]
fn instruct(what: &str) {
    println!("cargo::{what}");
}

/// What is written.
pub(crate) struct Output {
    pub(crate) code: String,
    pub(crate) instructions: Vec<String>,
}

/// What the environment of a build script says.
#[derive(Debug, Default)]
pub(crate) struct Surroundings {
    /// Where relative paths begin.
    pub(crate) base: PathBuf,
    pub(crate) out: PathBuf,
    /// The packages that `rosweave` has.
    pub(crate) bundled: Vec<PathBuf>,
    /// Those of crates that say where theirs are.
    pub(crate) provided: Vec<PathBuf>,
    pub(crate) interface_path: Vec<PathBuf>,
    pub(crate) ament_prefix_path: Vec<PathBuf>,
}

impl Surroundings {
    fn of_cargo() -> Result<Surroundings, Error> {
        let paths = |variable: &str| -> Vec<PathBuf> {
            let paths = env::var_os(variable).map(|value| env::split_paths(&value).collect::<Vec<_>>());
            paths.unwrap_or_default().into_iter().filter(|path| !path.as_os_str().is_empty()).collect()
        };
        let directory = |variable: &str| {
            let missing =
                || Error::Setting(format!("cargo sets `{variable}` for build scripts, and it is not set"));
            env::var_os(variable).map(PathBuf::from).ok_or_else(missing)
        };
        check_version(env::var("DEP_ROSWEAVE_VERSION").ok().as_deref())?;
        let others = env::vars_os().filter_map(|(name, value)| {
            let name = name.into_string().ok()?;
            let theirs = name.starts_with("DEP_") && name.ends_with("_INTERFACES");
            (theirs && name != "DEP_ROSWEAVE_INTERFACES").then_some(value)
        });
        Ok(Surroundings {
            base: directory("CARGO_MANIFEST_DIR")?,
            out: directory("OUT_DIR")?,
            bundled: paths("DEP_ROSWEAVE_INTERFACES"),
            provided: others.flat_map(|value| env::split_paths(&value).collect::<Vec<_>>()).collect(),
            interface_path: paths("ROSWEAVE_INTERFACE_PATH"),
            ament_prefix_path: paths("AMENT_PREFIX_PATH"),
        })
    }
}

/// Refuses a runtime of another version.
pub(crate) fn check_version(runtime: Option<&str>) -> Result<(), Error> {
    match runtime {
        Some(VERSION) => Ok(()),
        Some(runtime) => Err(Error::Setting(format!(
            "rosweave-interfaces {VERSION} can not generate types for rosweave {runtime}: give both the same version in \
             Cargo.toml"
        ))),
        None => Err(Error::Setting(format!(
            "the types of rosweave-interfaces {VERSION} need rosweave {VERSION}: name it under `[dependencies]` in \
             Cargo.toml"
        ))),
    }
}

/// What was found.
struct Found {
    packages: BTreeMap<String, Package>,
    /// Those that `rosweave` has, as far as they are used.
    bundled: BTreeMap<String, Package>,
    faults: Vec<Fault>,
    warnings: Vec<String>,
}

/// Who is looked for, and where.
struct Search {
    directories: Vec<PathBuf>,
    named: BTreeMap<String, Vec<PathBuf>>,
    asked: Vec<String>,
    overlays: Vec<Root>,
    ament: Vec<PathBuf>,
    bundled: BTreeMap<String, PathBuf>,
    provided: BTreeMap<String, PathBuf>,
    places: Vec<String>,
}

impl Search {
    fn new(interfaces: &Interfaces, surroundings: &Surroundings) -> Result<Search, Error> {
        let (mut named, mut asked) = (BTreeMap::<String, Vec<PathBuf>>::new(), Vec::new());
        let (mut places, mut directories) = (Vec::new(), Vec::new());
        for directory in &interfaces.directories {
            let path = surroundings.base.join(directory);
            if !find::is_package(&path) {
                return Err(Error::Package(format!(
                    "{}: this is no package\n  help: it needs a directory `msg`, `srv` or `action` with definitions in it",
                    path.display()
                )));
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
        Ok(Search {
            directories,
            named,
            asked,
            overlays: overlays?,
            ament: surroundings.ament_prefix_path.clone(),
            bundled: by_name(&surroundings.bundled),
            provided: by_name(&surroundings.provided),
            places,
        })
    }

    /// All that is asked for, and what that uses.
    fn all(&self) -> Result<Found, Error> {
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
        let help = "name its directory or a root with it, source a ROS 2 that has it, or switch on the feature `msgs` of \
                    rosweave if it is one of the common packages";
        Wrong::new(format!("there is no package `{name}`: {places}"), help)
    }

    /// Reads a package, from the first place that counts.
    fn look<'f>(&self, name: &str, found: &'f mut Found) -> Result<Option<&'f Package>, Error> {
        let here = self.here(name)?;
        let overlays = self.overlaid(name);
        let place = here.or_else(|| overlays.first().cloned()).or_else(|| self.provided.get(name).cloned());
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
            if let Some(package) = package
                && let Some(of) = difference(&package, &bundled)
            {
                return Err(Error::Package(format!(
                    "`{of}` in {} is defined in another way than in rosweave's own `{name}`\n  help: take the package out of \
                     the roots, or use the definitions of ROS 2 Jazzy",
                    package.directory.display()
                )));
            }
            return Ok(Some(found.bundled.entry(name.to_owned()).or_insert(bundled)));
        }
        Ok(package.map(|package| &*found.packages.entry(name.to_owned()).or_insert(package)))
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
    fn instructions(&self, packages: &BTreeMap<String, Package>, warnings: &[String]) -> Vec<String> {
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

fn by_name(directories: &[PathBuf]) -> BTreeMap<String, PathBuf> {
    let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned());
    directories.iter().filter_map(|path| Some((name(path)?, path.clone()))).collect()
}

/// The first type of both that is not the same in both.
fn difference(one: &Package, other: &Package) -> Option<String> {
    one.structures().find_map(|structure| {
        let there = other.structures().find(|there| there.ros_name() == structure.ros_name())?;
        let fields = |of: &crate::model::Structure| -> Vec<_> {
            of.fields.iter().map(|field| (field.name.clone(), field.ty.clone())).collect()
        };
        (fields(structure) != fields(there)).then(|| structure.ros_name())
    })
}
