//! The same bytes as another encoder, for random values of every type. `golden.py` says where they come from.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::wire;

const GOLDEN: &str = include_str!("golden.txt");

/// What is done with a type: with a value as JSON and its bytes.
type Check = fn(&str, &[u8]);

/// A function of all types by their names, and by those of requests and responses.
macro_rules! by_name {
    ($($kind:ident $package:ident :: $folder:ident :: $name:ident $($half:ident)*,)*) => {
        /// Whether they travel as they should, and whether damaged ones are refused.
        fn types() -> BTreeMap<&'static str, [Check; 2]> {
            let mut types: BTreeMap<&'static str, [Check; 2]> = BTreeMap::new();
            $(by_name!(add types $kind $package $folder $name $($half)*);)*
            types
        }
    };
    (add $types:ident message $package:ident $folder:ident $name:ident) => {
        $types.insert(
            concat!(stringify!($package), "/msg/", stringify!($name)),
            by_name!(checks rosweave::msgs::$package::msg::$name),
        );
    };
    (add $types:ident service $package:ident $folder:ident $name:ident $($half:ident)*) => {$(
        $types.insert(
            concat!(stringify!($package), "/srv/", stringify!($half)),
            by_name!(checks rosweave::msgs::$package::srv::$half),
        );
    )*};
    (add $types:ident action $package:ident $folder:ident $name:ident $($part:ident)*) => {$(
        $types.insert(
            concat!(stringify!($package), "/action/", stringify!($part)),
            by_name!(checks rosweave::msgs::$package::action::$part),
        );
    )*};
    (checks $ty:ty) => { [same::<$ty>, survives_damage::<$ty>] };
}

rosweave::__each_ros_type!(by_name);

fn same<T: Serialize + DeserializeOwned + PartialEq + Debug>(json: &str, bytes: &[u8]) {
    let value: T = serde_json::from_str(json).unwrap_or_else(|error| panic!("{error} in {json}"));
    assert_eq!(wire::encoded(&value), bytes, "{value:?}");
    assert_eq!(wire::decoded::<T>(bytes), value);
}

/// Whatever is read is an error or a value, soon, and takes no more memory than it has bytes for.
fn survives_damage<T: Serialize + DeserializeOwned + PartialEq + Debug>(_: &str, bytes: &[u8]) {
    for at in 0..bytes.len() {
        for damage in [0x00, 0x7f, 0x80, 0xff] {
            let mut damaged = bytes.to_vec();
            damaged[at] = damage;
            wire::read_anything::<T>(&damaged);
        }
    }
}

/// Each line of the file: name, value and bytes.
fn lines() -> impl Iterator<Item = (&'static str, &'static str, Vec<u8>)> {
    GOLDEN.lines().map(|line| {
        let [name, json, hex] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("a line has three parts: {line}")
        };
        let digits = |at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal digits");
        (name, json, (0..hex.len()).step_by(2).map(digits).collect())
    })
}

#[test]
fn random_values_travel_as_another_encoder_sends_them() {
    let types = types();
    let mut seen = BTreeSet::new();
    for (name, json, bytes) in lines() {
        let [same, _] = types.get(name).unwrap_or_else(|| panic!("{name} was not generated"));
        same(json, &bytes);
        seen.insert(name);
    }
    // That encoder has no `wstring`: `wire.rs` looks at them.
    seen.insert("example_interfaces/msg/WString");
    let unseen: Vec<_> = types.keys().filter(|name| !seen.contains(*name)).collect();
    assert!(unseen.is_empty(), "no values of {unseen:?}");
}

#[test]
fn damaged_bytes_are_an_error_or_a_value() {
    let types = types();
    for (name, json, bytes) in lines().filter(|(_, _, bytes)| bytes.len() < 2000) {
        let [_, survives_damage] = types.get(name).unwrap_or_else(|| panic!("{name} was not generated"));
        survives_damage(json, &bytes);
    }
}
