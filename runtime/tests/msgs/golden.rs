//! The same bytes as another encoder, for random values of every type. `golden.py` says where they come from.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::wire;

const GOLDEN: &str = include_str!("golden.txt");

type Compare = fn(&str, &[u8]);

/// All types by their names, and those of requests and responses.
macro_rules! compare {
    ($($kind:ident $package:ident :: $folder:ident :: $name:ident $($half:ident)*,)*) => {
        fn types() -> BTreeMap<&'static str, Compare> {
            let mut types: BTreeMap<&'static str, Compare> = BTreeMap::new();
            $(compare!(add types $kind $package $folder $name $($half)*);)*
            types
        }
    };
    (add $types:ident message $package:ident $folder:ident $name:ident) => {
        $types.insert(
            concat!(stringify!($package), "/msg/", stringify!($name)),
            same::<rosweave::msgs::$package::msg::$name>,
        );
    };
    (add $types:ident service $package:ident $folder:ident $name:ident $($half:ident)*) => {$(
        $types.insert(
            concat!(stringify!($package), "/srv/", stringify!($half)),
            same::<rosweave::msgs::$package::srv::$half>,
        );
    )*};
}

rosweave::__each_ros_type!(compare);

fn same<T: Serialize + DeserializeOwned + PartialEq + Debug>(json: &str, bytes: &[u8]) {
    let value: T = serde_json::from_str(json).unwrap_or_else(|error| panic!("{error} in {json}"));
    assert_eq!(wire::encoded(&value), bytes, "{value:?}");
    assert_eq!(wire::decoded::<T>(bytes), value);
}

#[test]
fn random_values_travel_as_another_encoder_sends_them() {
    let types = types();
    let mut seen = BTreeSet::new();
    for line in GOLDEN.lines() {
        let [name, json, hex] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("not three parts: {line}")
        };
        let digits = |at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal digits");
        let bytes: Vec<u8> = (0..hex.len()).step_by(2).map(digits).collect();
        let compare = types.get(name).unwrap_or_else(|| panic!("{name} was not generated"));
        compare(json, &bytes);
        seen.insert(name);
    }
    let unseen: Vec<_> = types.keys().filter(|name| !seen.contains(*name)).collect();
    assert!(unseen.is_empty(), "no values of {unseen:?}");
}
