//! Keeps RustDDS from sending to ourselves where it can not hear itself.
//!
//! RustDDS connects a new writer with the readers of its own participant. They learn of it from what the participant
//! hears of itself by multicast. Where no interface carries multicast they never do, confirm nothing, and after some
//! thousand frames the writer takes no more. Nodes of one `Dds` need no wire between them. So the participant is told
//! that this reader has gone, as others would be told: with a datagram to its own port. It concerns writers that know
//! the reader so far, and readers of others are not touched.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, UdpSocket};
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use super::gid::{Gid, Prefix};
use crate::rt::sync::lock;

/// How long it may take until a datagram to ourselves has had its effect.
const AGAIN: Duration = Duration::from_millis(100);

/// The participant's own connections, and what undoes them.
pub(super) struct Loopback {
    socket: Option<UdpSocket>,
    at: Mutex<(Prefix, u16)>,
    sent: AtomicI64,
    /// Readers that writers are connected with, and when to say again that they have gone.
    connected: Mutex<BTreeMap<Gid, Instant>>,
}

impl Loopback {
    /// Of the participant that listens on this port of RTPS' own traffic. Without a socket the readers stay.
    pub(super) fn new(prefix: Prefix, port: u16) -> Loopback {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).ok();
        Loopback {
            socket,
            at: Mutex::new((prefix, port)),
            sent: AtomicI64::new(0),
            connected: Mutex::default(),
        }
    }

    /// Another participant has taken its place.
    pub(super) fn reopen(&self, prefix: Prefix, port: u16) {
        *lock(&self.at) = (prefix, port);
        lock(&self.connected).clear();
    }

    /// A writer was connected with a reader of its own participant.
    pub(super) fn connected(&self, reader: Gid) {
        lock(&self.connected).insert(reader, Instant::now());
    }

    /// The participant has taken notice.
    pub(super) fn disconnected(&self, reader: Gid) {
        lock(&self.connected).remove(&reader);
    }

    /// Says what has to be said. Returns when it is to be said again.
    pub(super) fn tend(&self) -> Option<Instant> {
        let socket = self.socket.as_ref()?;
        let now = Instant::now();
        let (prefix, port) = *lock(&self.at);
        let mut connected = lock(&self.connected);
        for (reader, due) in connected.iter_mut().filter(|(_, due)| **due <= now) {
            *due = now + AGAIN;
            let sequence = self.sent.fetch_add(1, Ordering::Relaxed) + 1;
            // What is lost is said again.
            let _ = socket.send_to(&gone(prefix, *reader, sequence), (Ipv4Addr::LOCALHOST, port));
        }
        connected.values().min().copied()
    }
}

/// What a participant sends when one of its readers has gone: RTPS 2.3, 9.4.5.3 and 9.6.3.4.
fn gone(prefix: Prefix, reader: Gid, sequence: i64) -> Vec<u8> {
    const HEADER: [u8; 8] = *b"RTPS\x02\x03\x01\x12";
    // Little endian, with inline parameters and a key; then the length, and where the parameters begin.
    const DATA: [u8; 8] = [0x15, 0x0b, 60, 0, 0, 0, 16, 0];
    const SUBSCRIPTIONS_READER: [u8; 4] = [0, 0, 4, 0xc7];
    const SUBSCRIPTIONS_WRITER: [u8; 4] = [0, 0, 4, 0xc2];
    const DISPOSED: [u8; 8] = [0x71, 0, 4, 0, 0, 0, 0, 1];
    const END: [u8; 4] = [1, 0, 0, 0];
    const KEY: [u8; 8] = [0, 3, 0, 0, 0x5a, 0, 16, 0];
    let (high, low) = ((sequence >> 32) as i32, sequence as u32);
    let mut datagram = Vec::with_capacity(88);
    for part in [&HEADER[..], &prefix, &DATA, &SUBSCRIPTIONS_READER, &SUBSCRIPTIONS_WRITER] {
        datagram.extend(part);
    }
    datagram.extend(high.to_le_bytes());
    datagram.extend(low.to_le_bytes());
    for part in [&DISPOSED[..], &END, &KEY, &reader.0, &END] {
        datagram.extend(part);
    }
    datagram
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_datagram_is_as_long_as_it_says() {
        let datagram = gone([7; 12], Gid([9; 16]), (3 << 32) + 5);
        let length = usize::from(u16::from_le_bytes([datagram[22], datagram[23]]));
        assert_eq!(datagram.len(), 20 + 4 + length);
        assert_eq!(datagram[36..44], [3, 0, 0, 0, 5, 0, 0, 0]);
    }
}
