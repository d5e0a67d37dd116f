//! Generated types: how they travel, what they start from, what ROS 2 calls them.
#![allow(clippy::print_stderr, reason = "what is not compared is said")]

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::fs;
use std::path::Path;

use byteorder::LittleEndian;
use cdr_encoding::{from_bytes, to_vec};
use rosweave_interfaces_tests::interfaces::every_msgs::action::Build;
use rosweave_interfaces_tests::interfaces::every_msgs::msg::{self as every, Every, Words};
use rosweave_interfaces_tests::interfaces::every_msgs::srv::{GetResults, GetResultsRequest};
use rosweave_interfaces_tests::interfaces::other_msgs;
use serde::Serialize;
use serde::de::DeserializeOwned;
use weave::description::{ActionDescription, Description, ServiceDescription, TypeDescription};
use weave::{Message, NamedAction, NamedService, OutOfBounds};

type Hashes = BTreeMap<String, String>;

fn whole(description: Option<&'static Description>) -> TypeDescription {
    description.and_then(|of| of.whole()).expect("all of it is known")
}

fn message<M: Message + Default + Clone + PartialEq + Debug>(hashes: &mut Hashes) {
    round_trip::<M>();
    let description = M::DESCRIPTION.expect("it is generated");
    let hash = whole(Some(description)).hash();
    assert_eq!(description.hash, Some(&*hash), "{}", M::TYPE_NAME);
    hashes.insert(M::TYPE_NAME.to_owned(), hash);
}

fn service<S: NamedService>(hashes: &mut Hashes) {
    let of = ServiceDescription::new(S::TYPE_NAME, whole(S::REQUEST), whole(S::RESPONSE));
    hashes.extend(of.all().map(|of| (of.main.type_name.clone(), of.hash())));
}

fn action<A: NamedAction>(hashes: &mut Hashes) {
    let of = ActionDescription::new(A::TYPE_NAME, [A::GOAL, A::RESULT, A::FEEDBACK].map(whole));
    hashes.extend(of.all().into_iter().map(|of| (of.main.type_name.clone(), of.hash())));
}

fn round_trip<T: Serialize + DeserializeOwned + Default + Clone + PartialEq + Debug>() {
    let value = T::default();
    let bytes = to_vec::<T, LittleEndian>(&value).expect("a message can be encoded");
    assert!(!bytes.is_empty(), "{value:?} is nothing on the wire");
    let (again, read) = from_bytes::<T, LittleEndian>(&bytes).expect("it can be decoded");
    assert_eq!((again, read), (value, bytes.len()));
}

/// Tries all types, and returns their hashes.
fn tried() -> Hashes {
    let mut hashes = Hashes::new();
    macro_rules! all {
        ($($kind:ident $package:ident :: $folder:ident :: $name:ident $($part:ident)*,)*) => {
            $(all!($kind $package $folder $name $($part)*);)*
        };
        (message $package:ident $folder:ident $name:ident) => {
            message::<rosweave_interfaces_tests::interfaces::$package::$folder::$name>(&mut hashes)
        };
        ($kind:ident $package:ident $folder:ident $name:ident $($part:ident)*) => {
            $kind::<rosweave_interfaces_tests::interfaces::$package::$folder::$name>(&mut hashes);
            $(message::<rosweave_interfaces_tests::interfaces::$package::$folder::$part>(&mut hashes);)*
        };
    }
    rosweave_interfaces_tests::__each_type_here!(all);
    hashes
}

#[test]
fn every_type_travels_and_describes_itself() {
    let own = tried().keys().filter(|name| name.starts_with("every_msgs/")).count();
    assert!(own > 30, "{own} types");
}

#[test]
fn published_packages_have_the_hashes_of_ros() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/type_hashes.tsv");
    let Ok(text) = fs::read_to_string(file) else {
        eprintln!("SKIPPED: there are no packages and hashes at ../shared/data to compare with");
        return;
    };
    let hashes = tried();
    let expected: Vec<(&str, &str)> = text.lines().filter_map(|line| line.split_once('\t')).collect();
    let packages =
        ["control_msgs", "geographic_msgs", "nav2_msgs", "object_recognition_msgs", "octomap_msgs"];
    let packages = [&packages[..], &["test_interface_files", "vision_msgs"]].concat();
    let mut compared = 0;
    for (name, hash) in expected {
        if packages.iter().any(|package| name.split('/').next() == Some(package)) {
            assert_eq!(hashes.get(name).map(String::as_str), Some(hash), "{name}");
            compared += 1;
        }
    }
    assert_eq!(compared, 571);
}

#[test]
fn values_are_those_of_the_definition() {
    let every = Every::default();
    assert_eq!(
        (every.octet, every.letter, every.single, every.double, every.nothing),
        (7, 66, 0.25, -1.5, 0.5)
    );
    assert_eq!((every.i64, every.u8), (i64::MIN, 200));
    assert_eq!((&*every.text, &*every.quoted, &*every.hash), ("a=b", "with \"quotes\"", "#1"));
    assert_eq!((&*every.short, &*every.wide), ("12345", "Ünicode 😀"));
    assert_eq!((every.flags, every.octets, every.bytes), ([true, false, true], vec![1, 2], vec![3, 4, 5]));
    assert_eq!(every.names, ["a, b", "c", "d"]);
    assert!(every.no_names.is_empty());
    assert_eq!(every.bounded, ["abc"]);
    assert_eq!(every.matrix, [0.0; 40]);
    assert_eq!(every.battery.percent, 100);
    assert_eq!((Every::B, Every::C, Every::LEAST, Every::MOST, Every::HEX), (255, 65, -128, u64::MAX, 255));
    assert_eq!((Every::HALF, Every::BIG, Every::WHOLE), (0.5, 1e300, 3.0));
    assert_eq!((Every::NAME, Every::PLAIN, Every::ESCAPED), ("a # in quotes", "no quotes needed", "it's"));
    const { assert!(Every::YES) };
}

#[test]
fn names_are_those_of_the_definition() {
    assert_eq!(<every::Self_ as Message>::TYPE_NAME, "every_msgs/msg/Self");
    assert_eq!((every::Self_::TYPE_NAME, every::Self_::DESCRIPTION), (1, 2));
    assert_eq!(other_msgs::msg::Inner::TYPE_NAME, "other_msgs/msg/Inner");
    assert_eq!(GetResults::TYPE_NAME, "every_msgs/srv/GetResults");
    assert_eq!(Build::TYPE_NAME, "every_msgs/action/Build");
    let words = serde_json::to_string(&Words { self_: 1, r#type: 2, ..Words::default() }).expect("JSON");
    assert!(words.starts_with(r#"{"type":2,"self":1,"super":0"#), "{words}");
}

#[test]
fn types_are_shared_with_the_crates_that_have_them() {
    let every = Every::default();
    let _: robot_interfaces::robot_interfaces::msg::Battery = every.battery;
    let _: Vec<weave::msgs::builtin_interfaces::msg::Duration> = every.durations;
}

/// Where the first thing that is too long is.
fn place(excess: Result<(), OutOfBounds>) -> String {
    excess.map_or_else(
        |excess| format!("{}: {} > {}", excess.field, excess.found, excess.bound),
        |()| String::new(),
    )
}

#[test]
fn bounds_hold_in_every_place() {
    let every = Every::default();
    assert_eq!(place(every.check_bounds()), "");
    let text = |len| "x".repeat(len);
    let broken = |change: fn(&mut Every)| {
        let mut every = Every::default();
        change(&mut every);
        place(every.check_bounds())
    };
    assert_eq!(broken(|every| every.short.push('6')), "short: 6 > 5");
    assert_eq!(broken(|every| every.narrow = "ab😀c".to_owned()), "narrow: 5 > 4");
    assert_eq!(broken(|every| every.octets = vec![0; 5]), "octets: 5 > 4");
    assert_eq!(broken(|every| every.bounded.push("long".to_owned())), "bounded[1]: 4 > 3");
    assert_eq!(broken(|every| every.bounded = vec![String::new(); 3]), "bounded: 3 > 2");
    assert_eq!(broken(|every| every.narrows.push("abc".to_owned())), "narrows[0]: 3 > 2");
    assert_eq!(broken(|every| every.two = vec![every::Inner::default(); 3]), "two: 3 > 2");
    assert_eq!(broken(|every| every.battery.label = "x".repeat(21)), "battery.label: 21 > 20");
    let request = GetResultsRequest { every: Every { short: text(6), ..every }, bounded: text(3) };
    assert_eq!(place(GetResults::check_request(&request)), "every.short: 6 > 5");
}
