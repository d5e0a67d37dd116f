//! Waits that a program hides, in every way that we could think of: each is a compile error, or is refused at its first
//! execution, in virtual time, under each of 20 seeds. None hangs. And each program whose layout is made harmless
//! compiles and runs, and so does each of those that were written as robots' programs are.
//!
//! The programs stand in `hidden/programs` and `hidden/safe`, and what they live in, `hidden/frame.rs`, is a crate of its
//! own.
#![allow(missing_docs)]

mod built;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use built::build;

/// A program that hides a wait, or a safe one.
struct Program {
    name: String,
    what: String,
    source: String,
}

/// What closes a ring, and what stands for it where none is closed.
const HARMLESS: [(&str, &str); 8] = [
    ("Client<Ping, B>", "Client<Ping, Io>"),
    ("Client::<Ping, B>", "Client::<Ping, Io>"),
    ("Tool<B>", "Tool<Io>"),
    ("Client<Go, B>", "Client<Go, Io>"),
    ("GoalHandle<Go, B>", "GoalHandle<Go, Io>"),
    ("        self.mine.call(cx, ()).await\n    }\n", "        let _ = cx.now();\n        Ok(())\n    }\n"),
    ("        self.mine.call(cx, ()).await?;\n", "        let _ = &self.mine;\n"),
    ("(reentrant, max_parallel = 2)", "(reentrant)"),
];

/// Its handler waits for a thread, on the world's only one: it ends where the call is refused, and only there.
const HARMLESS_NOWHERE: &str = "scoped_thread";

impl Program {
    fn bin(&self) -> String {
        format!("hidden_{}", self.name)
    }

    /// The same, but nothing waits in a ring: the hidden client's replies are delivered by a reentrant group, or the
    /// handler that it calls waits for nobody.
    fn harmless(&self) -> String {
        let harmless =
            HARMLESS.iter().fold(self.source.clone(), |source, (ring, open)| source.replace(ring, open));
        assert_ne!(harmless, self.source, "{}: nothing to make harmless", self.name);
        harmless
    }
}

fn programs(sources: &Path) -> Vec<Program> {
    let program = |path: PathBuf| {
        let source = fs::read_to_string(&path).expect("can be read");
        let what =
            source.lines().next().and_then(|line| line.strip_prefix("//! ")).unwrap_or_default().to_owned();
        Program { name: path.file_stem().expect("has a name").to_string_lossy().into_owned(), what, source }
    };
    let files = fs::read_dir(sources).expect("the programs are there");
    let mut programs: Vec<_> = files.map(|file| program(file.expect("can be listed").path())).collect();
    programs.sort_by(|a, b| a.name.cmp(&b.name));
    programs
}

fn write(path: &Path, text: &str) {
    if fs::read_to_string(path).is_ok_and(|there| there == text) {
        return;
    }
    fs::create_dir_all(path.parent().expect("has a parent")).expect("can be made");
    fs::write(path, text).expect("can be written");
}

/// Writes a workspace: a binary for each program, and one for all that are harmless.
fn write_workspace(at: &Path, frame: &Path, programs: &[Program], safe: &[Program]) {
    let runtime = env!("CARGO_MANIFEST_DIR");
    let package = |name: &str, more: &str| {
        format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
             rosweave = {{ path = {runtime:?} }}\ntokio = {{ version = \"1\", features = [\"macros\", \"sync\"] }}\n\
             tracing = {{ version = \"0.1\", default-features = false, features = [\"std\"] }}\n{more}"
        )
    };
    write(&at.join("frame/Cargo.toml"), &package("frame", ""));
    write(&at.join("frame/src/lib.rs"), &fs::read_to_string(frame).expect("can be read"));
    let more = "frame = { path = \"frame\" }\n\n[profile.dev]\ndebug = false\n\n[workspace]\nmembers = [\"frame\"]\n";
    write(&at.join("Cargo.toml"), &package("hidden", more));
    for program in programs {
        write(&at.join(format!("src/bin/{}.rs", program.bin())), &program.source);
        write(&at.join(format!("src/bin/harmless/{}.rs", program.name)), &program.harmless());
    }
    for program in safe {
        write(&at.join(format!("src/bin/harmless/{}.rs", program.name)), &program.source);
    }
    let (mut modules, mut calls) = (String::new(), String::new());
    for Program { name, .. } in programs.iter().chain(safe) {
        modules += &format!("mod {name};\n");
        if name != HARMLESS_NOWHERE {
            calls += &format!("    println!(\"{name}\");\n    {name}::main();\n");
        }
    }
    let main = format!("#![allow(warnings)]\n{modules}\nfn main() {{\n{calls}}}\n");
    write(&at.join("src/bin/harmless/main.rs"), &main);
    // The versions of the workspace, so that nothing is looked up.
    fs::copy(Path::new(runtime).join("../Cargo.lock"), at.join("Cargo.lock")).expect("can be copied");
}

/// The programs that were written before.
fn names_in(at: &Path) -> BTreeSet<String> {
    let files = fs::read_dir(at.join("src/bin")).into_iter().flatten().flatten();
    let names = files.map(|file| file.path().file_stem().unwrap_or_default().to_string_lossy().into_owned());
    names.filter(|name| name != "harmless").collect()
}

fn run(target: &Path, bin: &str) -> String {
    let program = target.join("debug").join(bin);
    let output = Command::new("timeout").arg("60").arg(program).output().expect("runs");
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        if output.status.success() { "" } else { "and fails" }
    )
}

/// What became of a program that hides a wait.
fn outcome(program: &Program, errors: Option<&Vec<String>>, target: &Path) -> Result<&'static str, String> {
    match errors {
        Some(errors) if errors.iter().all(|error| error.contains("deadlock: ")) => Ok("compile error"),
        Some(errors) => Err(format!("it does not compile: {errors:#?}")),
        None => match run(target, &program.bin()) {
            said if said == "refused 20, ran 0 of 20\n" => Ok("refused at its first execution"),
            said => Err(said),
        },
    }
}

#[test]
#[allow(clippy::print_stdout)]
fn hidden_waits_are_refused_and_harmless_ones_run() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hidden");
    let scratch = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let (at, target) = (scratch.join("hidden"), scratch.join("hidden-target"));
    let (safe, programs) = (programs(&tests.join("safe")), programs(&tests.join("programs")));
    assert!(programs.len() >= 100 && safe.len() >= 25, "only {} and {} programs", programs.len(), safe.len());
    // Those that are no more are not to be built. The others are not built again for nothing.
    if names_in(&at) != programs.iter().map(Program::bin).collect() {
        let _ = fs::remove_dir_all(at.join("src"));
    }
    write_workspace(&at, &tests.join("frame.rs"), &programs, &safe);
    let errors = build(&at, &target);
    let is_run = |program: &&Program| program.name != HARMLESS_NOWHERE;
    let mut failures = Vec::new();
    println!("| hidden wait | outcome |\n|---|---|");
    for program in &programs {
        match outcome(program, errors.get(&program.bin()), &target) {
            Ok(outcome) => println!("| {} | {outcome} |", program.what),
            Err(problem) => failures.push(format!("{}: {problem}", program.name)),
        }
    }
    match errors.get("harmless") {
        Some(errors) => failures.push(format!("harmless programs do not compile: {errors:#?}")),
        None => {
            let said = run(&target, "harmless");
            let expected: String = programs
                .iter()
                .filter(is_run)
                .chain(&safe)
                .map(|program| format!("{}\nrefused 0, ran 20 of 20\n", program.name))
                .collect();
            if said != expected {
                failures.push(format!("harmless programs: {said}"));
            }
        }
    }
    let harmless = programs.iter().filter(is_run).count();
    println!("{} programs hide a wait, {harmless} and {} are harmless", programs.len(), safe.len());
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}
