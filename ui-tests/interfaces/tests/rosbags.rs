//! The same bytes as an independent encoder, for random values of every type, both ways: rosbags, which `values.py` runs.
#![allow(clippy::print_stderr, reason = "what is not compared is said")]

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fmt::Debug;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use byteorder::LittleEndian;
use cdr_encoding::{from_bytes, to_vec};
use serde::Serialize;
use serde::de::DeserializeOwned;
use weave::Message;

/// Reads a value as JSON and its bytes, and returns the bytes that are made of the value here.
type Check = fn(&str, &[u8]) -> Vec<u8>;

fn same<T: Serialize + DeserializeOwned + PartialEq + Debug>(json: &str, bytes: &[u8]) -> Vec<u8> {
    let value: T = serde_json::from_str(json).unwrap_or_else(|error| panic!("{error} in {json}"));
    let own = to_vec::<T, LittleEndian>(&value).expect("a message can be encoded");
    assert_eq!(own, bytes, "{value:?}");
    let (decoded, read) = from_bytes::<T, LittleEndian>(bytes).expect("it can be decoded");
    assert_eq!((&decoded, read), (&value, bytes.len()));
    own
}

fn checks() -> BTreeMap<&'static str, Check> {
    let mut checks: BTreeMap<&'static str, Check> = BTreeMap::new();
    macro_rules! all {
        ($in:ident $($kind:ident $package:ident :: $folder:ident :: $name:ident $($part:ident)*,)*) => {
            $(all!(@ $in $kind $package $folder $name $($part)*);)*
        };
        (@ $in:ident message $package:ident $folder:ident $name:ident) => {
            all!(# $in $package $folder $name)
        };
        (@ $in:ident $kind:ident $package:ident $folder:ident $name:ident $($part:ident)*) => {
            $(all!(# $in $package $folder $part);)*
        };
        (# here $package:ident $folder:ident $name:ident) => {
            add::<rosweave_interfaces_tests::interfaces::$package::$folder::$name>(&mut checks)
        };
        (# there $package:ident $folder:ident $name:ident) => {
            add::<weave::msgs::$package::$folder::$name>(&mut checks)
        };
    }
    macro_rules! here { ($($all:tt)*) => { all!(here $($all)*) }; }
    macro_rules! there { ($($all:tt)*) => { all!(there $($all)*) }; }
    rosweave_interfaces_tests::__each_type_here!(here);
    weave::__each_ros_type!(there);
    add::<robot_interfaces::robot_interfaces::msg::Battery>(&mut checks);
    checks
}

fn add<M: Message + PartialEq + Debug>(checks: &mut BTreeMap<&'static str, Check>) {
    checks.insert(M::TYPE_NAME, same::<M>);
}

#[test]
fn every_value_is_the_same_bytes_as_for_rosbags() {
    let Some(python) = env::var_os("ROSBAGS_PYTHON") else {
        eprintln!("SKIPPED: ROSBAGS_PYTHON names no python that has rosbags");
        return;
    };
    let count = env::var("ROSBAGS_VALUES").unwrap_or_else(|_| "20".to_owned());
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders =
        ["own", "../../examples/interfaces", "../../../shared/data/interfaces", "../../runtime/definitions"];
    let bundled = env::var_os("ROSBAGS_DEFINITIONS").map(Into::into);
    let folders = folders.map(|folder| here.join(folder)).into_iter().chain(bundled);
    let mut child = Command::new(python)
        .arg(here.join("tests/values.py"))
        .arg(&count)
        .args(folders)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python runs");
    let mut lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
    let checks = checks();
    let (mut own, mut seen) = (String::new(), BTreeSet::new());
    for line in lines.by_ref() {
        let line = line.expect("it writes text");
        let [name, json, hex] = line.split('\t').collect::<Vec<_>>()[..] else { break };
        let Some(check) = checks.get(name) else { continue };
        let digits = |at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal digits");
        let bytes: Vec<u8> = (0..hex.len()).step_by(2).map(digits).collect();
        let bytes: String = check(json, &bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        own.push_str(&format!("{name}\t{bytes}\n"));
        seen.insert(name.to_owned());
    }
    child.stdin.take().expect("it is piped").write_all(own.as_bytes()).expect("it reads");
    let read = own.lines().count();
    let told = lines.next().expect("it tells how many it has read").expect("text");
    assert_eq!(told, format!("read {read}"));
    assert!(child.wait().expect("it ends").success(), "python ends well");
    let unseen: Vec<_> = checks.keys().filter(|name| !seen.contains(**name)).collect();
    eprintln!("{read} values of {} types are the same; rosbags has none of {unseen:?}", seen.len());
    assert!(seen.len() > 40, "{} types", seen.len());
}
