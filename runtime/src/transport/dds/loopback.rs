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

use super::farewell;
use super::gid::Gid;
use crate::rt::sync::lock;

/// How long it may take until a datagram to ourselves has had its effect.
const AGAIN: Duration = Duration::from_millis(100);

/// The participant's own connections, and what undoes them.
pub(super) struct Loopback {
    /// What it is said with, and the port to say it to; `None` where RustDDS hears itself.
    mouth: Mutex<Option<(UdpSocket, u16)>>,
    sent: AtomicI64,
    /// Readers that writers are connected with, and when to say again that they have gone.
    connected: Mutex<BTreeMap<Gid, Instant>>,
}

impl Loopback {
    /// Of the participant that listens on this port of RTPS' own traffic, if it does not hear itself.
    pub(super) fn new(port: Option<u16>) -> Loopback {
        Loopback { mouth: Mutex::new(mouth(port)), sent: AtomicI64::new(0), connected: Mutex::default() }
    }

    /// Another participant has taken its place.
    pub(super) fn reopen(&self, port: Option<u16>) {
        *lock(&self.mouth) = mouth(port);
        lock(&self.connected).clear();
    }

    /// A writer was connected with a reader of its own participant.
    pub(super) fn connected(&self, reader: Gid) {
        if lock(&self.mouth).is_some() {
            lock(&self.connected).insert(reader, Instant::now());
        }
    }

    /// The participant has taken notice.
    pub(super) fn disconnected(&self, reader: Gid) {
        lock(&self.connected).remove(&reader);
    }

    /// Says what has to be said. Returns when it is to be said again.
    pub(super) fn tend(&self) -> Option<Instant> {
        let mouth = lock(&self.mouth);
        let (socket, port) = mouth.as_ref()?;
        let now = Instant::now();
        let mut connected = lock(&self.connected);
        for (reader, due) in connected.iter_mut().filter(|(_, due)| **due <= now) {
            *due = now + AGAIN;
            let sequence = self.sent.fetch_add(1, Ordering::Relaxed) + 1;
            // What is lost is said again.
            let farewell = farewell::of_reader(*reader, sequence);
            let _ = socket.send_to(&farewell, (Ipv4Addr::LOCALHOST, *port));
        }
        connected.values().min().copied()
    }
}

/// Without a socket the readers stay.
fn mouth(port: Option<u16>) -> Option<(UdpSocket, u16)> {
    let port = port?;
    Some((UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).ok()?, port))
}
