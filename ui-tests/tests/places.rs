//! Tools jump to where an error's first place is in rustc's JSON. It is in the user's file, wherever a macro of ours
//! or a `const` finds what is wrong: a person reads the same without that, for rustc shows people the macro's caller.
#![allow(missing_docs)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A case for each way in which generated code stops the compiler.
const CASES: [&str; 8] = [
    "cycle-two-groups",
    "cycle-generic-node-in-main",
    "wait-own-default-group",
    "reader-ring-mended-behind",
    "reader-waits-name-misspelt",
    "reader-message-arc-by-other-name",
    "service-twice",
    "topic-double-slash",
];

/// The files of the first places in a line of JSON. Cargo writes the two keys side by side: no parser is needed.
fn first_places(line: &str) -> Vec<&str> {
    let ends = line.match_indices("\",\"is_primary\":true").map(|(end, _)| &line[..end]);
    ends.filter_map(|before| before.rsplit("\"file_name\":\"").next()).collect()
}

#[test]
fn the_first_place_of_each_error_is_in_the_users_file() {
    let ui_tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let at = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("places");
    let _ = fs::remove_dir_all(at.join("src"));
    fs::create_dir_all(at.join("src/bin")).expect("can be made");
    let manifest = format!(
        "[package]\nname = \"places\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\nrosweave = {{ path = \
         \"{0}/../runtime\" }}\nrosweave-ui-tests = {{ path = \"{0}\" }}\n\n[workspace]\n",
        ui_tests.display()
    );
    fs::write(at.join("Cargo.toml"), manifest).expect("can be written");
    let _ = fs::copy(ui_tests.join("../Cargo.lock"), at.join("Cargo.lock"));
    for case in CASES {
        let from = ui_tests.join("fail").join(case).with_extension("rs");
        fs::copy(&from, at.join("src/bin").join(case).with_extension("rs")).expect("the case is there");
    }
    let output = Command::new(env!("CARGO"))
        .args(["check", "--offline", "--bins", "--keep-going", "--message-format=json"])
        .env("CARGO_TARGET_DIR", PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("generated-target"))
        .current_dir(&at)
        .output()
        .expect("cargo runs");
    let output = String::from_utf8_lossy(&output.stdout);
    for case in CASES {
        let file = format!("src/bin/{case}.rs");
        let errors: Vec<&str> = output
            .lines()
            .filter(|line| {
                line.contains("\"code\":\"E0080\"") && line.contains(&format!("\"name\":\"{case}\""))
            })
            .collect();
        assert!(!errors.is_empty(), "{case} is no error of a `const`");
        for error in errors {
            let places = first_places(error);
            assert_eq!(places.first(), Some(&file.as_str()), "{case}: {places:?}");
        }
    }
}
