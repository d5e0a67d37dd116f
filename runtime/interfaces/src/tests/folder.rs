//! Packages made for a test.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::error::Error;
use crate::interfaces::{Interfaces, Output, Surroundings};

static NEXT: AtomicU64 = AtomicU64::new(0);

/// A directory that is gone at the end.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new() -> Folder {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("rosweave-interfaces-{}-{number}", std::process::id()));
        fs::create_dir_all(&path).expect("a directory can be made");
        Folder(path.canonicalize().expect("it is there"))
    }

    /// With a file in it.
    pub(crate) fn with(self, path: &str, text: impl AsRef<[u8]>) -> Folder {
        let file = self.0.join(path);
        fs::create_dir_all(file.parent().expect("it is in the directory")).expect("a directory can be made");
        fs::write(file, text).expect("a file can be written");
        self
    }

    pub(crate) fn surroundings(&self) -> Surroundings {
        let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../definitions");
        let bundled = ["builtin_interfaces", "unique_identifier_msgs"].map(|name| own.join(name));
        Surroundings { base: self.0.clone(), bundled: bundled.to_vec(), ..Surroundings::default() }
    }

    pub(crate) fn output(&self, interfaces: &Interfaces) -> Result<Output, Error> {
        interfaces.output(&self.surroundings())
    }

    /// A message without this directory's name.
    pub(crate) fn told(&self, error: &Error) -> String {
        error.to_string().replace(&format!("{}/", self.0.display()), "")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left is in the system's directory for what is left.
        let _ = fs::remove_dir_all(&self.0);
    }
}
