//! The design's notation for layouts: `s0@R[await E->ext] cb@E[block R->s0]`.
//!
//! A callback is `name@group[waits]`: `s0` and `s1` handle these services, `a0` executes the goals of this action, every
//! other name is a timer or a subscription. A wait is `block` or `await`, the client's group, and its target (`ext`:
//! somebody else's service). On an action it is for the result of a goal that is sent, and with `goal` only for the
//! goal's acceptance: `block goal E->a0`. A group's kind is its first letter: `E` exclusive, `R` reentrant, `C` capped. Two waits of
//! one callback are parted by `;`. A callback's mode matters only where it waits, so it stands there.

use std::fmt;

use rosweave::analysis::{Awaited, ClientId, GroupId, GroupKind, ServiceId, WaitMode};

use super::layout::{Callback, Client, Layout, Wait};

impl fmt::Display for Layout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, callback) in self.callbacks.iter().enumerate() {
            let space = if place == 0 { "" } else { " " };
            match callback.serves {
                Some(service) => write!(f, "{space}{}", self.service_name(service))?,
                None => write!(f, "{space}cb{place}")?,
            }
            write!(f, "@{}[", self.group_name(callback.group))?;
            for (place, wait) in callback.waits.iter().enumerate() {
                let semicolon = if place == 0 { "" } else { "; " };
                write!(f, "{semicolon}{}", self.wait_text(callback.mode, *wait))?;
            }
            f.write_str("]")?;
        }
        Ok(())
    }
}

impl Layout {
    fn group_name(&self, group: GroupId) -> String {
        let letter = match self.groups[group.0] {
            GroupKind::Exclusive => 'E',
            GroupKind::Reentrant => 'R',
            GroupKind::Capped => 'C',
        };
        format!("{letter}{}", group.0)
    }

    fn wait_text(&self, mode: WaitMode, wait: Wait) -> String {
        let verb = if mode == WaitMode::Blocking { "block" } else { "await" };
        let goal = if wait.awaited == Awaited::Keeper { "goal " } else { "" };
        let client = self.clients[wait.client.0];
        let target = client.target.map_or("ext".to_owned(), |service| self.service_name(service));
        format!("{verb} {goal}{}->{target}", self.group_name(client.group))
    }
}

/// Reads a layout. Waits on one client group and target share one client.
///
/// # Panics
/// Where `text` is not in the notation: it stands in a test.
pub(crate) fn layout(text: &str) -> Layout {
    let mut reader = Reader::default();
    for callback in text.split_inclusive(']').map(str::trim).filter(|part| !part.is_empty()) {
        reader.callback(callback);
    }
    reader.number_actions();
    reader.layout
}

/// Where actions are numbered from until all services are known.
const ACTIONS: usize = 1_000;

#[derive(Default)]
struct Reader {
    layout: Layout,
    groups: Vec<String>,
}

impl Reader {
    fn callback(&mut self, text: &str) {
        let (name, rest) = text.split_once('@').expect("a callback is `name@group[waits]`");
        let (group, waits) = rest.trim_end_matches(']').split_once('[').expect("a callback has brackets");
        let group = self.group(group);
        let serves = service(name);
        let waits = waits.split(';').map(str::trim).filter(|wait| !wait.is_empty());
        let waits: Vec<(WaitMode, Wait)> = waits.map(|wait| self.wait(wait)).collect();
        let mode = waits.first().map_or(WaitMode::Blocking, |wait| wait.0);
        assert!(waits.iter().all(|wait| wait.0 == mode), "a callback is sync or async, not both");
        let waits = waits.into_iter().map(|wait| wait.1).collect();
        self.layout.callbacks.push(Callback { group, serves, mode, waits });
    }

    /// Services first.
    fn number_actions(&mut self) {
        let served = |callback: &Callback| callback.serves;
        let actions = self.layout.callbacks.iter().filter_map(served).filter(|service| service.0 >= ACTIONS);
        self.layout.actions = actions.count();
        let services = self.layout.services() - self.layout.actions;
        let number = |service: &mut ServiceId| {
            if service.0 >= ACTIONS {
                service.0 = service.0 - ACTIONS + services;
            }
        };
        self.layout.callbacks.iter_mut().filter_map(|callback| callback.serves.as_mut()).for_each(number);
        self.layout.clients.iter_mut().filter_map(|client| client.target.as_mut()).for_each(number);
    }

    fn wait(&mut self, text: &str) -> (WaitMode, Wait) {
        let (verb, rest) = text.split_once(' ').expect("a wait is `block` or `await`, and a client");
        let mode = match verb {
            "block" => WaitMode::Blocking,
            "await" => WaitMode::Awaiting,
            _ => panic!("`{verb}` is neither `block` nor `await`"),
        };
        let (awaited, rest) = match rest.strip_prefix("goal ") {
            Some(rest) => (Awaited::Keeper, rest),
            None => (Awaited::Handler, rest),
        };
        let (group, target) = rest.split_once("->").expect("a client is `group->target`");
        let target = (target != "ext").then(|| service(target).expect("a target is `ext` or a service"));
        let client = Client { group: self.group(group), target };
        let known = self.layout.clients.iter().position(|other| *other == client);
        let place = known.unwrap_or_else(|| {
            self.layout.clients.push(client);
            self.layout.clients.len() - 1
        });
        (mode, Wait { client: ClientId(place), awaited })
    }

    fn group(&mut self, name: &str) -> GroupId {
        let known = self.groups.iter().position(|other| other == name);
        GroupId(known.unwrap_or_else(|| {
            self.groups.push(name.to_owned());
            self.layout.groups.push(match name.as_bytes()[0] {
                b'E' => GroupKind::Exclusive,
                b'R' => GroupKind::Reentrant,
                b'C' => GroupKind::Capped,
                other => panic!("no kind of group begins with `{}`", other as char),
            });
            self.groups.len() - 1
        }))
    }
}

/// The service `s0`, or the action `a0` before it has its number.
fn service(name: &str) -> Option<ServiceId> {
    let number = |prefix| name.strip_prefix(prefix).and_then(|number: &str| number.parse::<usize>().ok());
    number('s').or_else(|| number('a').map(|number| number + ACTIONS)).map(ServiceId)
}
