//! Notices programs on this host that were killed.
//!
//! RustDDS announces that a participant is to be given up when it was not heard of for 50 s, and nothing can change
//! that. But a system closes the ports of a process as soon as it ends, however it ends. So it is looked now and then
//! whether the port of each participant of RustDDS on this host is still taken. Of one that has gone, RustDDS is told
//! what that one would have told it in time: with a datagram to its own port. Others are told, too: those that do not
//! look themselves would wait for it, and send to it.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{Ipv4Addr, UdpSocket};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, Instant};

use super::farewell;
use super::gid::Prefix;
use crate::rt::sync::lock;

/// How often it is looked.
const EVERY: Duration = Duration::from_secs(3);

pub(super) struct Vigil {
    /// Where this participant listens.
    port: AtomicU16,
    state: Mutex<State>,
}

struct State {
    due: Instant,
    /// Those of this host in the order in which they were found, and their ports.
    watched: Vec<(Prefix, u16)>,
    /// Those elsewhere.
    passed: BTreeSet<Prefix>,
}

impl Vigil {
    /// Of the participant that listens on this port of RTPS' own traffic.
    pub(super) fn new(port: u16) -> Vigil {
        let (watched, passed) = (Vec::new(), BTreeSet::new());
        let state = Mutex::new(State { due: Instant::now(), watched, passed });
        Vigil { port: AtomicU16::new(port), state }
    }

    /// Where the participant listens.
    pub(super) fn port(&self) -> u16 {
        self.port.load(Ordering::SeqCst)
    }

    /// Another participant has taken its place.
    pub(super) fn reopen(&self, port: u16) {
        self.port.store(port, Ordering::SeqCst);
    }

    /// Looks after the participants of RustDDS that are `known`, in the order in which they were found, if it is time. `ports` has the ports of those of them
    /// that are on this host, and `say` tells all others. Returns when to look again.
    pub(super) fn keep(
        &self,
        known: impl FnOnce() -> Vec<Prefix>,
        ports: impl FnOnce(&BTreeSet<Prefix>) -> BTreeMap<Prefix, u16>,
        say: impl Fn(&[u8]),
    ) -> Instant {
        let mut state = lock(&self.state);
        let now = Instant::now();
        if now < state.due {
            return state.due;
        }
        state.due = now + EVERY;
        // What is lost is said again: it is still known then.
        let gone = state.look(&known(), ports, is_free);
        if !gone.is_empty()
            && let Ok(socket) = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))
        {
            for prefix in gone {
                let farewell = farewell::of_participant(prefix, farewell::LAST);
                let _ = socket.send_to(&farewell, (Ipv4Addr::LOCALHOST, self.port()));
                say(&farewell);
            }
        }
        state.due
    }
}

impl State {
    fn look(
        &mut self,
        known: &[Prefix],
        ports: impl FnOnce(&BTreeSet<Prefix>) -> BTreeMap<Prefix, u16>,
        is_free: impl Fn(u16) -> bool,
    ) -> BTreeSet<Prefix> {
        self.watched.retain(|(prefix, _)| known.contains(prefix));
        self.passed.retain(|prefix| known.contains(prefix));
        let is_new = |prefix: &&Prefix| {
            !self.passed.contains(*prefix) && !self.watched.iter().any(|(other, _)| other == *prefix)
        };
        let new: Vec<Prefix> = known.iter().filter(is_new).copied().collect();
        if !new.is_empty() {
            let ports = ports(&new.iter().copied().collect());
            for prefix in new {
                match ports.get(&prefix) {
                    Some(port) => self.watched.push((prefix, *port)),
                    None => drop(self.passed.insert(prefix)),
                }
            }
        }
        let mut gone = BTreeSet::new();
        for (at, (prefix, port)) in self.watched.iter().enumerate() {
            // Who has the port of another one has come after it.
            let is_taken_over = self.watched[at + 1..].iter().any(|(_, other)| other == port);
            if is_taken_over || is_free(*port) {
                gone.insert(*prefix);
            }
        }
        gone
    }
}

/// Whether nobody on this host has the port.
fn is_free(port: u16) -> bool {
    UdpSocket::bind((Ipv4Addr::UNSPECIFIED, port)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: Prefix = [1; 12];
    const B: Prefix = [2; 12];
    const FAR: Prefix = [3; 12];

    #[test]
    fn who_has_no_port_any_more_has_gone_and_who_is_elsewhere_is_nobodys_business() {
        let mut state = Vigil::new(7410).state.into_inner().unwrap();
        let known = [A, FAR];
        assert!(state.look(&known, |_| [(A, 7411)].into(), |_| false).is_empty());
        assert!(state.look(&known, |new| panic!("asked again for {new:?}"), |_| false).is_empty());
        assert_eq!(state.look(&known, |_| BTreeMap::new(), |port| port == 7411), [A].into());
        assert!(state.look(&[FAR], |_| BTreeMap::new(), |_| true).is_empty(), "it has taken its leave");
    }

    #[test]
    fn all_are_told_of_one_that_has_gone() {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let vigil = Vigil::new(socket.local_addr().unwrap().port());
        let taken = |new: &BTreeSet<Prefix>| new.iter().map(|prefix| (*prefix, vigil.port())).collect();
        let said = Mutex::new(Vec::new());
        vigil.keep(|| vec![A, B], taken, |farewell| lock(&said).push(farewell.to_vec()));
        let expected = farewell::of_participant(A, farewell::LAST);
        let mut told = vec![0; expected.len() + 1];
        let length = socket.recv(&mut told).unwrap();
        assert_eq!((&told[..length], lock(&said).as_slice()), (&expected[..], &[expected.clone()][..]));
    }

    #[test]
    fn who_takes_a_port_is_not_taken_for_the_one_that_had_it() {
        for found_at_once in [false, true] {
            let mut state = Vigil::new(7410).state.into_inner().unwrap();
            if !found_at_once {
                assert!(state.look(&[B], |_| [(B, 7411)].into(), |_| false).is_empty());
            }
            let ports = |new: &BTreeSet<Prefix>| new.iter().map(|prefix| (*prefix, 7411)).collect();
            assert_eq!(state.look(&[B, A], ports, |_| false), [B].into());
            assert!(state.look(&[A], |_| BTreeMap::new(), |_| false).is_empty());
        }
    }
}
