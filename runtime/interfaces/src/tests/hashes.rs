//! The hashes of packages that robots use, as ROS 2's own generator has them.
#![allow(clippy::print_stderr, reason = "what is not compared is said")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::describe::Describer;
use crate::find;
use crate::model::{Package, Source};
use crate::parse::{self, Interface};
use crate::resolve::Types;

/// Definitions of others, and what ROS 2 makes of them. They are no part of the repository.
fn data() -> Option<PathBuf> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    data.join("type_hashes.tsv").is_file().then_some(data)
}

/// Each type name with its hash.
fn expected(data: &Path) -> BTreeMap<String, String> {
    let text = fs::read_to_string(data.join("type_hashes.tsv")).expect("it is there");
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once('\t')).map(|(name, hash)| (name.into(), hash.into())).collect()
}

/// The packages in the directories whose hashes are known, each from the first that has it.
fn packages(roots: &[PathBuf], expected: &BTreeMap<String, String>) -> Vec<Package> {
    let mut packages: BTreeMap<String, Package> = BTreeMap::new();
    let mut faults = Vec::new();
    for root in roots {
        for entry in fs::read_dir(root).expect("a root") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            let known = expected.keys().any(|of| of.split('/').next() == Some(&name));
            if known && !packages.contains_key(&name) {
                let package = find::package(&name, &path, &mut faults).expect("it can be read");
                packages.insert(name, package);
            }
        }
    }
    assert_eq!(faults, []);
    packages.into_values().collect()
}

/// Packages whose hashes are known, and which nothing here bundles.
const OTHERS: [(&str, &str, &str); 6] = [
    ("actionlib_msgs", "GoalID", "builtin_interfaces/Time stamp\nstring id\n"),
    ("actionlib_msgs", "GoalStatus", "GoalID goal_id\nuint8 status\nuint8 LOST = 9\nstring text\n"),
    ("actionlib_msgs", "GoalStatusArray", "std_msgs/Header header\nGoalStatus[] status_list\n"),
    ("rmw_dds_common", "Gid", "char[16] data\n"),
    (
        "rmw_dds_common",
        "NodeEntitiesInfo",
        "string<=256 node_namespace\nstring<=256 node_name\nGid[] reader_gid_seq\nGid[] writer_gid_seq\n",
    ),
    ("rmw_dds_common", "ParticipantEntitiesInfo", "Gid gid\nNodeEntitiesInfo[] node_entities_info_seq\n"),
];

fn others() -> Vec<Package> {
    let mut faults = Vec::new();
    let mut package = |name: &str| {
        let of_package = OTHERS.iter().filter(|(package, ..)| *package == name);
        let messages = of_package.filter_map(|(_, message, text)| {
            let path = PathBuf::from(format!("{message}.msg"));
            let source = Rc::new(Source { path, encoding: "msg", text: (*text).to_owned() });
            match parse::file(name, "msg", &source, &mut faults) {
                Some(Interface::Message(message)) => Some(message),
                _ => None,
            }
        });
        let messages = messages.collect();
        Package {
            name: name.to_owned(),
            directory: PathBuf::new(),
            messages,
            services: Vec::new(),
            actions: Vec::new(),
        }
    };
    let others = vec![package("actionlib_msgs"), package("rmw_dds_common")];
    assert_eq!(faults, []);
    others
}

#[test]
fn hashes_are_those_of_ros() {
    let Some(data) = data() else {
        eprintln!("SKIPPED: there are no type hashes at ../shared/data to compare with");
        return;
    };
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../definitions");
    let bundled = hiroz_codegen::bundled_assets_dir_for("jazzy");
    let expected = expected(&data);
    let mut packages = packages(&[own, data.join("interfaces"), bundled], &expected);
    packages.extend(others());
    let types = Types::new(&packages);
    let mut faults = Vec::new();
    let mut describer = Describer::new(&types);
    let mut found = BTreeMap::new();
    for package in &packages {
        types.check(package, &BTreeMap::new(), &mut faults);
        for message in &package.messages {
            let description = describer.structure(message);
            found.insert(description.main.type_name.clone(), description.hash());
        }
        for service in &package.services {
            for description in describer.service(service).all() {
                found.insert(description.main.type_name.clone(), description.hash());
            }
        }
        for action in &package.actions {
            for description in describer.action(action).all() {
                found.insert(description.main.type_name.clone(), description.hash());
            }
        }
    }
    assert_eq!(faults, []);
    assert_eq!(expected.len(), 895);
    let wrong: Vec<_> = expected.iter().filter(|(name, hash)| found.get(*name) != Some(hash)).collect();
    assert_eq!(wrong, []);
}
