//! Tools jump to where an error's first place is in rustc's JSON. It is in the user's file, wherever a macro of ours
//! or a `const` finds what is wrong: a person reads the same without that, for rustc shows people the macro's caller.
#![allow(missing_docs)]

use std::fs;
use std::path::Path;

#[path = "../../runtime/tests/built/mod.rs"]
mod built;

use built::Package;

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
    let mut package = Package::new("places", "");
    for case in CASES {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("fail").join(case).with_extension("rs");
        package.put(&format!("src/bin/{case}.rs"), &fs::read_to_string(from).expect("the case is there"));
    }
    let output = package.cargo("check", &["--bins", "--message-format=json"]);
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
