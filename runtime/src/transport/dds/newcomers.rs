//! Keeps from readers that join late what a publisher does not keep any more.
//!
//! A transient local writer of RustDDS gives a late joiner all that it has: what others have not confirmed, and what was
//! sent since it last looked, which it does every six seconds. A late joiner is to have what the ring keeps. RustDDS
//! says at once to a reader that it finds what there is, and answers some milliseconds after the reader has asked for
//! it. So the reader is told meanwhile that what is older is not for it, with the submessage that RTPS has for that.

use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

use super::datagram::{header, sequence};
use super::gid::Gid;
use super::participant::Endpoint;

/// How often a newcomer is told: RustDDS answers after 5 ms.
const EVERY: Duration = Duration::from_millis(2);
/// How long: it may have to find the writer first.
const WHILE: Duration = Duration::from_millis(250);

#[derive(Default)]
pub(super) struct Newcomers {
    /// There when it was first needed.
    socket: Option<UdpSocket>,
    list: Vec<Newcomer>,
}

struct Newcomer {
    reader: Gid,
    gap: Option<Vec<u8>>,
    to: Vec<SocketAddr>,
    until: Instant,
}

impl Newcomers {
    /// Tells those that `endpoint` has found that frames before `first` are not for them: the frame that was the first
    /// one kept when they were found. Returns when to do it again.
    pub(super) fn tell(&mut self, endpoint: &Endpoint, first: i64) -> Option<Instant> {
        let now = Instant::now();
        let expected = endpoint.matches.expected();
        self.list.retain(|newcomer| now < newcomer.until || expected.contains(&newcomer.reader));
        for reader in expected {
            if !self.list.iter().any(|newcomer| newcomer.reader == reader) {
                let gap = (first > 1).then(|| gap(endpoint.gid, reader, first));
                let to = endpoint.node.participant.addresses(|other| other == reader);
                self.list.push(Newcomer { reader, gap, to, until: now + WHILE });
            }
        }
        if self.socket.is_none() && !self.list.is_empty() {
            self.socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok();
        }
        let socket = self.socket.as_ref()?;
        let mut again = None;
        for newcomer in self.list.iter().filter(|newcomer| now < newcomer.until) {
            let Some(gap) = &newcomer.gap else { continue };
            // What is lost is said again.
            newcomer.to.iter().for_each(|to| drop(socket.send_to(gap, to)));
            again = Some(now + EVERY);
        }
        again
    }

    /// Another writer is to tell.
    pub(super) fn forget(&mut self) {
        self.list.clear();
    }
}

/// Frames 1 to `first` of a writer are not for this reader: RTPS 2.3, 9.4.5.5.
fn gap(writer: Gid, reader: Gid, first: i64) -> Vec<u8> {
    const INFO_DST: [u8; 4] = [0x0e, 0x01, 12, 0];
    const GAP: [u8; 4] = [0x08, 0x01, 28, 0];
    const ONE: [u8; 8] = [0, 0, 0, 0, 1, 0, 0, 0];
    const NO_BITS: [u8; 4] = [0; 4];
    let mut datagram = Vec::with_capacity(68);
    for part in [&header(writer.prefix())[..], &INFO_DST, &reader.prefix(), &GAP] {
        datagram.extend(part);
    }
    for part in [&reader.0[12..], &writer.0[12..], &ONE, &sequence(first), &NO_BITS] {
        datagram.extend(part);
    }
    datagram
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gap_is_as_long_as_it_says() {
        let datagram = gap(Gid([7; 16]), Gid([9; 16]), (3 << 32) + 5);
        assert_eq!(datagram[24..36], [9; 12]);
        let length = usize::from(u16::from_le_bytes([datagram[38], datagram[39]]));
        assert_eq!(datagram.len(), 40 + length);
        assert_eq!(datagram[56..64], [3, 0, 0, 0, 5, 0, 0, 0]);
    }
}
