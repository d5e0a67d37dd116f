//! What a build script says: which packages, where they are, and who has them already.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::{env, fs};

use crate::code::{self, Context};
use crate::error::Error;
use crate::model::Package;
use crate::resolve::Types;
use crate::search::Search;

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
    pub(crate) directories: Vec<PathBuf>,
    pub(crate) roots: Vec<PathBuf>,
    pub(crate) packages: Vec<String>,
    pub(crate) providers: BTreeMap<String, String>,
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
    ///
    /// The definitions are looked for like others. A crate with `links = "my_msgs"` in its `Cargo.toml` says where they
    /// are to those that depend on it.
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
        let mut found = search.all()?;
        if !found.faults.is_empty() {
            return Err(Error::Definitions(found.faults));
        }
        let is_used =
            |name: &&String| found.packages.contains_key(*name) || found.bundled.contains_key(*name);
        let unused = self.providers.keys().filter(|name| !is_used(name));
        found
            .warnings
            .extend(unused.map(|name| format!("`.using({name:?}, ..)`: nothing here uses that package")));
        let mut faults = Vec::new();
        let packages: Vec<&Package> = found.bundled.values().chain(found.packages.values()).collect();
        let types = Types::new(packages);
        for package in found.packages.values() {
            types.check(package, &found.bundled, &mut faults);
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
