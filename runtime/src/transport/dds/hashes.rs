//! Type hashes: what peers announce of their types, beside what ours have.
//!
//! ROS 2 puts the hash into the user data of each endpoint. RustDDS reads that, and has no way to write it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use rosweave_interfaces::description::{Description, ServiceDescription};

use super::matches::Known;
use super::names;
use crate::message::{Message, NamedService};
use crate::rt::sync::lock;

/// What stands before the hash in the user data.
const KEY: &str = "typehash=";

/// Those of one participant of ours.
#[derive(Default)]
pub(super) struct Hashes(Mutex<State>);

#[derive(Default)]
struct State {
    /// By the DDS name of a type. Of half of a service ROS 2's middlewares announce its own, or that of the service.
    ours: BTreeMap<String, BTreeSet<String>>,
    /// The topics, types and hashes that were named already.
    said: BTreeSet<(String, String)>,
}

/// How many differences are remembered. Past that they are named again.
const REMEMBERED: usize = 1024;

impl Hashes {
    /// Makes the hashes of a type of ours known.
    pub(super) fn know(&self, type_name: &str, hashes: impl IntoIterator<Item = String>) {
        lock(&self.0).ours.entry(type_name.to_owned()).or_default().extend(hashes);
    }

    /// Names a peer's type once where it has our type's name and another hash.
    pub(super) fn compare(&self, peer: &Known) {
        let Some(there) = &peer.type_hash else { return };
        let mut state = lock(&self.0);
        let Some(ours) = state.ours.get(&peer.type_name) else { return };
        let Some(here) = ours.first().filter(|_| !ours.contains(there)).cloned() else { return };
        if state.said.len() == REMEMBERED {
            state.said.clear();
        }
        let is_news = state.said.insert((peer.topic.clone(), there.clone()));
        drop(state);
        if is_news {
            let (name, type_name) = (names::ros_name(&peer.topic), names::ros_type_name(&peer.type_name));
            tracing::warn!(
                name,
                there,
                here,
                "`{name}` carries `{type_name}` with another definition elsewhere: messages may be malformed"
            );
        }
    }
}

/// The hash of a message, where it has one.
pub(super) fn of_message<M: Message>() -> Option<String> {
    M::DESCRIPTION.and_then(Description::hash)
}

/// What can be announced for half of a service.
pub(super) fn of_half<S: NamedService>(half: Option<&Description>) -> Vec<String> {
    let whole = |half: Option<&Description>| half.and_then(Description::whole);
    let service = whole(S::REQUEST).zip(whole(S::RESPONSE));
    let service = service.map(|(a, b)| ServiceDescription::new(S::TYPE_NAME, a, b).service.hash());
    half.and_then(Description::hash).into_iter().chain(service).collect()
}

/// The hash in the user data of an endpoint, as in `typehash=RIHS01_..;`. RustDDS hands out the whole parameter.
pub(super) fn announced(parameter: &[u8]) -> Option<String> {
    let text = str::from_utf8(octets(parameter)?).ok()?;
    let hash = text.split(';').find_map(|option| option.trim().strip_prefix(KEY))?;
    // All zeros stand for none.
    let is_hash = hash.starts_with("RIHS01_") && hash.bytes().skip(7).any(|digit| digit != b'0');
    is_hash.then(|| hash.to_owned())
}

/// The octets behind their number, which is in the byte order of whoever sent them, and before up to three that pad.
fn octets(parameter: &[u8]) -> Option<&[u8]> {
    let (number, rest) = parameter.split_first_chunk::<4>()?;
    let numbers = [u32::from_le_bytes(*number), u32::from_be_bytes(*number)];
    let number = numbers
        .into_iter()
        .map(|number| number as usize)
        .find(|number| number.next_multiple_of(4) == rest.len());
    rest.get(..number?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_found_among_other_data() {
        let hash = format!("RIHS01_{}", "ab".repeat(32));
        let parameter = |number: fn(u32) -> [u8; 4], data: &str| {
            let padding = [0; 3].into_iter().take(data.len().next_multiple_of(4) - data.len());
            number(data.len() as u32).into_iter().chain(data.bytes()).chain(padding).collect::<Vec<u8>>()
        };
        for number in [u32::to_le_bytes as fn(u32) -> [u8; 4], u32::to_be_bytes] {
            for data in [format!("typehash={hash};"), format!("enclave=/;typehash={hash};")] {
                assert_eq!(announced(&parameter(number, &data)), Some(hash.clone()));
            }
            assert_eq!(announced(&parameter(number, "enclave=/;")), None);
            assert_eq!(announced(&parameter(number, &format!("typehash=RIHS01_{};", "0".repeat(64)))), None);
        }
        for bad in [&[][..], &[0xff, 0xfe], &[0xff; 8], &[0, 0, 0, 0x80], &[2, 0, 0, 0, 0xff, 0xfe, 0, 0]] {
            assert_eq!(announced(bad), None);
        }
    }

    #[test]
    fn another_hash_is_named_once() {
        let hashes = Hashes::default();
        hashes.know("a::msg::dds_::B_", ["RIHS01_1".to_owned()]);
        let peer = |hash: &str| Known {
            topic: "rt/b".to_owned(),
            type_name: "a::msg::dds_::B_".to_owned(),
            is_durable: false,
            qos: std::sync::Arc::new(rustdds::QosPolicies::qos_none()),
            type_hash: Some(hash.to_owned()),
        };
        let said = |hashes: &Hashes| lock(&hashes.0).said.len();
        hashes.compare(&peer("RIHS01_1"));
        assert_eq!(said(&hashes), 0);
        hashes.compare(&peer("RIHS01_2"));
        hashes.compare(&peer("RIHS01_2"));
        assert_eq!(said(&hashes), 1);
    }
}
