//! Waits that a program hides, in every way that we could think of: each is a compile error, or is refused at its first
//! execution, in virtual time, under each of 20 seeds. None hangs. And each program whose layout is made harmless
//! compiles and runs, and so does each of those that were written as robots' programs are.
//!
//! The programs stand in `hidden/refused`, which the compiler refuses, `hidden/programs`, which are refused when they run,
//! and `hidden/safe`. What they live in, `hidden/frame.rs`, is a crate of its own. Each folder is the modules of one
//! program: a program for each of them would be built and linked in minutes.
#![allow(missing_docs)]

mod built;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use built::{Package, program};

/// A program that hides a wait, or a safe one.
struct Program {
    name: String,
    what: String,
    source: String,
}

/// What closes a ring, and what stands for it where none is closed.
const HARMLESS: [(&str, &str); 9] = [
    ("Client<Ping, B>", "Client<Ping, Io>"),
    ("Client::<Ping, B>", "Client::<Ping, Io>"),
    ("Tool<B>", "Tool<Io>"),
    ("Client<Go, B>", "Client<Go, Io>"),
    ("GoalHandle<Go, B>", "GoalHandle<Go, Io>"),
    ("        self.mine.call(cx, ()).await\n    }\n", "        let _ = cx.now();\n        Ok(())\n    }\n"),
    ("        self.mine.call(cx, ()).await?;\n", "        let _ = &self.mine;\n"),
    ("(reentrant, max_parallel = 2)", "(reentrant)"),
    ("        second.node().tool.set(second.node().first.clone());\n", ""),
];

impl Program {
    /// Whether it can be run without being refused: an executor of another crate's blocks the world's only thread.
    fn has_harmless_form(&self) -> bool {
        !self.source.replace("world.block_on(", "").contains("block_on(")
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

/// The binaries of the harmless programs: two, so that two compilers work side by side.
const HARMLESS_BINS: [&str; 2] = ["harmless", "harmless_too"];

/// The programs by what becomes of them.
struct Programs {
    refused: Vec<Program>,
    hiding: Vec<Program>,
    safe: Vec<Program>,
}

impl Programs {
    fn read(tests: &Path) -> Programs {
        let folder = |name: &str| programs(&tests.join(name));
        Programs { refused: folder("refused"), hiding: folder("programs"), safe: folder("safe") }
    }

    /// All that hide a wait.
    fn hide(&self) -> impl Iterator<Item = &Program> {
        self.refused.iter().chain(&self.hiding)
    }

    fn write(&self, frame: &Path) -> Package {
        let mut package = Package::new("hidden", "frame = { path = \"frame\" }\n");
        package.member("frame", &fs::read_to_string(frame).expect("can be read"));
        let plain = |program: &Program| (program.name.clone(), program.source.clone());
        write_program(&mut package, "refused", self.refused.iter().map(plain).collect());
        write_program(&mut package, "hiding", self.hiding.iter().map(plain).collect());
        let harmless = self.hide().map(|program| (program.name.clone(), program.harmless()));
        let harmless: Vec<_> = harmless.chain(self.safe.iter().map(plain)).collect();
        let (half, other) = harmless.split_at(harmless.len() / 2);
        for (bin, modules) in HARMLESS_BINS.into_iter().zip([half, other]) {
            write_program(&mut package, bin, modules.to_vec());
        }
        package
    }
}

/// Writes one binary of all modules. It runs those that it is told to.
fn write_program(package: &mut Package, bin: &str, modules: Vec<(String, String)>) {
    let (mut list, mut arms) = (String::new(), String::new());
    for (name, source) in &modules {
        package.put(&format!("src/bin/{bin}/{name}.rs"), source);
        list += &format!("mod {name};\n");
        arms += &format!("            \"{name}\" => {name}::main(),\n");
    }
    let main = format!(
        "#![allow(warnings)]\n{list}\nfn main() {{\n    for name in std::env::args().skip(1) {{\n        \
         println!(\"{{name}}\");\n        match &*name {{\n{arms}            _ => panic!(\"no program is called {{name}}\"),\n        \
         }}\n    }}\n}}\n"
    );
    package.put(&format!("src/bin/{bin}/main.rs"), &main);
}

/// What a binary says of those of its programs.
fn run<'n>(bin: &str, names: impl IntoIterator<Item = &'n str>) -> String {
    let output = program(bin).args(names).output().expect("runs");
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        if output.status.success() { "" } else { "and fails" }
    )
}

/// The errors in the modules of a binary.
fn by_module<'e>(errors: &'e [String], bin: &str) -> BTreeMap<&'e str, Vec<&'e str>> {
    let folder = format!("src/bin/{bin}/");
    let mut found: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for error in errors {
        let module = error.split(&folder).nth(1).and_then(|rest| rest.split(".rs").next());
        found.entry(module.unwrap_or_default()).or_default().push(error);
    }
    found
}

/// What is wrong with those that the compiler is to refuse, and has told the errors of.
#[allow(clippy::print_stdout)]
fn not_refused(programs: &Programs, errors: &[String]) -> Vec<String> {
    let mut found = by_module(errors, "refused");
    let mut failures = Vec::new();
    for Program { name, what, .. } in &programs.refused {
        match found.remove(&**name) {
            Some(errors) if errors.iter().all(|error| error.contains("deadlock: ")) => {
                println!("| {what} | compile error |");
            }
            Some(errors) => failures.push(format!("{name}: it is refused otherwise: {errors:#?}")),
            None => failures.push(format!("{name}: it compiles")),
        }
    }
    failures.extend(found.into_iter().map(|(place, errors)| format!("errors in `{place}`: {errors:#?}")));
    failures
}

#[test]
#[allow(clippy::print_stdout)]
fn hidden_waits_are_refused_and_harmless_ones_run() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hidden");
    let programs = Programs::read(&tests);
    let (hide, safe) = (programs.hide().count(), programs.safe.len());
    assert!(hide >= 148 && safe >= 45, "only {hide} and {safe} programs");
    let errors = programs.write(&tests.join("frame.rs")).build();
    println!("| hidden wait | outcome |\n|---|---|");
    let mut failures = not_refused(&programs, errors.get("refused").map_or(&[], Vec::as_slice));
    for bin in ["hiding"].into_iter().chain(HARMLESS_BINS) {
        if let Some(errors) = errors.get(bin) {
            failures.push(format!("programs that are to compile do not: {:#?}", by_module(errors, bin)));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
    // Each in a process of its own: one that hangs is to be known.
    for Program { name, what, .. } in &programs.hiding {
        match run("hiding", [&**name]) {
            said if said == format!("{name}\nrefused 20, ran 0 of 20\n") => {
                println!("| {what} | refused at its first execution |");
            }
            said => failures.push(said),
        }
    }
    let all: Vec<&Program> = programs.hide().chain(&programs.safe).collect();
    let (half, other) = all.split_at(all.len() / 2);
    let mut ran = 0;
    for (bin, programs) in HARMLESS_BINS.into_iter().zip([half, other]) {
        let can_run = programs.iter().filter(|program| program.has_harmless_form());
        let names: Vec<&str> = can_run.map(|program| &*program.name).collect();
        let said = run(bin, names.iter().copied());
        let expected: String =
            names.iter().map(|name| format!("{name}\nrefused 0, ran 20 of 20\n")).collect();
        if said != expected {
            failures.push(format!("harmless programs: {said}"));
        }
        ran += names.len();
    }
    println!("{hide} programs hide a wait, {} and {safe} are harmless", ran - safe);
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}
