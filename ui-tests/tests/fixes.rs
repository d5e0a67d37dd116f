//! Every fix that a deadlock's message offers mends it: each is applied to its case as it is worded, and built.
//!
//! The cases are those of this package and of the gallery. What they become is a package of its own: a module for
//! each fix, and a program for those that only a build judges.
#![allow(missing_docs)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

#[path = "../../runtime/tests/built/mod.rs"]
mod built;
mod fixes {
    pub(crate) mod apply;
    pub(crate) mod edit;
}

use built::Package;
use fixes::apply::{Deadlock, deadlocks, mended};

/// A case with all of its errors mended in one way.
struct Mended {
    name: String,
    fixes: Vec<String>,
    source: String,
}

/// Every case in `folder`, with what rustc says of it.
fn cases(folder: &str, messages: &str, extension: &str, suffix: &str) -> Vec<(String, String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut cases = Vec::new();
    for entry in fs::read_dir(root.join(folder)).expect("the folder is there") {
        let path = entry.expect("can be listed").path();
        let Some(name) = path.file_stem().and_then(|name| name.to_str()) else { continue };
        let message = root.join(messages).join(name.trim_end_matches(suffix)).with_extension(extension);
        if path.extension().is_some_and(|extension| extension == "rs") && message.exists() {
            let read = |path: &Path| fs::read_to_string(path).expect("can be read");
            cases.push((name.to_owned(), read(&path), read(&message)));
        }
    }
    cases.sort();
    cases
}

/// The case once for each fix: the first of each error, then the second of each, and so on.
fn variants(name: &str, source: &str, found: &[Deadlock]) -> Vec<Mended> {
    let most = found.iter().map(|deadlock| deadlock.fixes.len()).max().unwrap_or_default();
    let variant = |nth: usize| {
        let fixes: Vec<String> =
            found.iter().map(|deadlock| deadlock.fixes[nth.min(deadlock.fixes.len() - 1)].clone()).collect();
        let source = found.iter().zip(&fixes).fold(source.to_owned(), |source, (deadlock, fix)| {
            mended(&source, deadlock, fix).unwrap_or_else(|| panic!("{name}: nobody can apply `{fix}`"))
        });
        Mended { name: format!("{}_{nth}", name.replace('-', "_")), fixes, source }
    };
    (0..most).map(variant).collect()
}

fn all(cases: Vec<(String, String, String)>) -> Vec<Mended> {
    let mut all = Vec::new();
    for (name, source, message) in cases {
        let found = deadlocks(&message);
        if found.iter().all(|deadlock| !deadlock.fixes.is_empty()) {
            all.extend(variants(&name, &source, &found));
        }
    }
    all
}

/// Writes the package and builds it: what rustc says.
fn build(modules: &[Mended], programs: &[Mended]) -> Result<(), String> {
    let mut package = Package::new("fixes", "");
    let list: Vec<String> = modules.iter().map(|module| format!("pub mod {};\n", module.name)).collect();
    package.put("src/lib.rs", &list.concat());
    for Mended { name, source, .. } in modules {
        package.put(&format!("src/{name}.rs"), &source.replace("fn main()", "pub fn main()"));
    }
    for Mended { name, source, .. } in programs {
        package.put(&format!("src/bin/{name}.rs"), source);
    }
    let output = package.cargo("build", &["--message-format=short"]);
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
}

#[test]
#[allow(clippy::print_stdout)]
fn every_fix_that_is_offered_mends_its_case() {
    let mut modules = all(cases("fail", "fail", "stderr", ""));
    modules.extend(all(cases("layouts", "layouts", "stderr", "")));
    let mut programs = all(cases("fail/built", "fail/built", "stderr", ""));
    programs.extend(all(cases(
        "../examples/gallery/src/bin",
        "../examples/gallery/expected",
        "txt",
        "_before",
    )));
    let fixes: Vec<&String> = modules.iter().chain(&programs).flat_map(|mended| &mended.fixes).collect();
    let kinds: BTreeSet<&str> = fixes.iter().filter_map(|fix| fix.split('`').next()).map(str::trim).collect();
    println!("{} fixes of {} cases, of the kinds {kinds:?}", fixes.len(), modules.len() + programs.len());
    assert!(fixes.len() >= 100, "only {} fixes", fixes.len());
    if let Err(said) = build(&modules, &programs) {
        panic!("{said}");
    }
}
