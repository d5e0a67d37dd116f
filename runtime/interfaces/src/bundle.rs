//! The packages that `rosweave` itself has.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::code::{self, Context};
use crate::error::Error;
use crate::find;
use crate::model::Package;
use crate::resolve::Types;

/// The packages in these directories, as the content of a module: for the build script of `rosweave`.
///
/// # Errors
/// [`Error`] where a definition is none, or can not be read.
#[doc(hidden)]
pub fn bundle(directories: &[PathBuf]) -> Result<String, Error> {
    let mut faults = Vec::new();
    let mut packages: Vec<Package> = Vec::new();
    for directory in directories {
        packages.push(find::package(&name(directory), directory, &mut faults)?);
    }
    packages.sort_by(|a, b| a.name.cmp(&b.name));
    let types = Types::new(&packages);
    for package in &packages {
        types.check(package, &BTreeMap::new(), &mut faults);
    }
    if !faults.is_empty() {
        return Err(Error::Definitions(faults));
    }
    let context = Context::new(&types, BTreeMap::new());
    let all: Vec<&Package> = packages.iter().collect();
    Ok(code::of(&all, &context) + &code::list("__each_ros_type", &all))
}

fn name(directory: &Path) -> String {
    directory.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
