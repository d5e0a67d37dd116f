//! Cases that compile, built in one go and run one by one.
//!
//! Most are modules of one program, which is built in the time of a few: that each were a program of its own would be
//! a linker's run for each. Those that are about a crate's own root are programs.

use std::env;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use crate::built::{Package, program};

/// What only a crate's root has, or has otherwise.
const OF_A_ROOT: [&str; 4] = ["#![", "extern crate", "crate::", "rosweave::main!"];

/// The program with the modules.
const TOGETHER: &str = "together";

struct Case {
    name: String,
    /// Where it stands, for who reads that it fails.
    path: PathBuf,
    source: String,
}

impl Case {
    fn read(path: &Path) -> Case {
        let name = path.file_stem().expect("has a name").to_string_lossy().replace('-', "_");
        Case { name, path: path.to_owned(), source: fs::read_to_string(path).expect("can be read") }
    }

    fn is_program(&self) -> bool {
        OF_A_ROOT.iter().any(|text| self.source.contains(text))
    }
}

/// Builds and runs the cases: each has to end well.
#[allow(clippy::print_stdout)]
pub(crate) fn all_run(paths: &[PathBuf]) {
    let filter =
        env::args().filter_map(|argument| argument.strip_prefix("trybuild=").map(str::to_owned)).next();
    let is_wanted =
        |path: &&PathBuf| filter.as_ref().is_none_or(|part| path.to_string_lossy().contains(part));
    let cases: Vec<Case> = paths.iter().filter(is_wanted).map(|path| Case::read(path)).collect();
    let (programs, modules): (Vec<_>, Vec<_>) = cases.iter().partition(|case| case.is_program());
    let output = package(&programs, &modules).cargo("build", &["--bins", "--quiet"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let runs = |case: &Case, name: &str| {
        // By the environment: nodes would take an argument for theirs.
        let output = program(name).env("CASE", &case.name).output().expect("can be run");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{} ends with {}: {said}", case.path.display(), output.status);
    };
    programs.iter().for_each(|case| runs(case, &case.name));
    modules.iter().for_each(|case| runs(case, TOGETHER));
    println!("{} cases compile and run, {} of them in one program", cases.len(), modules.len());
}

fn package(programs: &[&Case], modules: &[&Case]) -> Package {
    let mut package = Package::new("passing", "");
    for case in programs {
        package.put(&format!("src/bin/{}.rs", case.name), &case.source);
    }
    let (mut list, mut arms) = (String::new(), String::new());
    for Case { name, source, .. } in modules {
        package.put(&format!("src/bin/{TOGETHER}/{name}.rs"), &source.replace("fn main()", "pub fn main()"));
        let _ = writeln!(list, "mod {name};");
        let _ = writeln!(arms, "        \"{name}\" => {name}::main().report(),");
    }
    let main = format!(
        "{list}\nfn main() -> std::process::ExitCode {{\n    use std::process::Termination;\n    \
         match &*std::env::var(\"CASE\").unwrap_or_default() {{\n{arms}        other => panic!(\"no case is called \
         `{{other}}`\"),\n    }}\n}}\n"
    );
    package.put(&format!("src/bin/{TOGETHER}/main.rs"), &main);
    package
}
