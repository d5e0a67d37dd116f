//! Has RustDDS ask readers at once what they lack.
//!
//! RustDDS asks behind each frame, and every 100 ms while something is not confirmed. What it asks behind a large frame
//! is lost where the frame's last fragments are, and at 30 Hz 100 ms are three frames. But it answers a reader that
//! seems not to know what there is by asking it: RTPS 2.5, 8.4.15.7 has readers say that they have nothing. So RustDDS
//! is told so in the readers' names, with a datagram to its own port. It does not take back what they have confirmed.
//!
//! In the same way it is told that bystanders have everything: readers that it connects with a writer by the topic's name
//! alone, and that have nothing to do with it. They confirm nothing, and the writer would have no room for the others.

use std::net::{Ipv4Addr, UdpSocket};

use super::datagram::{header_in_name_of, sequence};
use super::gid::Gid;

/// Who is asked, about what a writer has sent.
#[derive(Default)]
pub(super) struct Inquiry {
    pub(super) readers: Vec<Gid>,
    /// Where RustDDS listens.
    pub(super) port: u16,
}

impl Inquiry {
    /// No two of a writer may have the same number: RustDDS passes over what it has heard already.
    pub(super) fn make(&self, socket: &UdpSocket, writer: Gid, number: i32) {
        for reader in &self.readers {
            // What is lost is said again.
            let _ = socket.send_to(&nothing(*reader, writer, number), (Ipv4Addr::LOCALHOST, self.port));
        }
    }
}

/// What is said for readers that are to hear nothing, or nothing more, of what was sent.
#[derive(Debug)]
pub(super) struct Excuses {
    socket: UdpSocket,
    port: u16,
}

impl Excuses {
    /// To the participant that listens there.
    pub(super) fn to(port: u16) -> Option<Excuses> {
        Some(Excuses { socket: UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).ok()?, port })
    }

    /// They have all that `writer` has sent up to the frame `last`.
    pub(super) fn make(&self, readers: &[Gid], writer: Gid, last: i64) {
        for reader in readers {
            // Readers count up from nought.
            let everything = confirmed(*reader, writer, last + 1, -(last as i32));
            // What is lost is said again with the next frame, or when there is no room for one.
            let _ = self.socket.send_to(&everything, (Ipv4Addr::LOCALHOST, self.port));
        }
    }
}

/// That a reader has nothing of a writer, and asks for nothing.
fn nothing(reader: Gid, writer: Gid, number: i32) -> Vec<u8> {
    confirmed(reader, writer, 1, number)
}

/// That a reader has all of a writer before the frame `next`, and asks for nothing: RTPS 2.3, 9.4.5.2.
fn confirmed(reader: Gid, writer: Gid, next: i64, number: i32) -> Vec<u8> {
    const ACKNACK: [u8; 4] = [0x06, 0x03, 24, 0];
    const NO_BITS: [u8; 4] = [0; 4];
    let mut datagram = Vec::with_capacity(72);
    for part in
        [&header_in_name_of(reader.prefix(), writer.prefix())[..], &ACKNACK, &reader.0[12..], &writer.0[12..]]
    {
        datagram.extend(part);
    }
    for part in [&sequence(next)[..], &NO_BITS, &number.to_le_bytes()] {
        datagram.extend(part);
    }
    datagram
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_datagram_is_as_long_as_it_says() {
        let datagram = nothing(Gid([9; 16]), Gid([7; 16]), -5);
        let length = usize::from(u16::from_le_bytes([datagram[46], datagram[47]]));
        assert_eq!(datagram.len(), 48 + length);
        assert_eq!((&datagram[8..20], &datagram[32..44]), (&[7; 12][..], &[9; 12][..]));
        assert_eq!(
            datagram[48..],
            [[9, 9, 9, 9], [7, 7, 7, 7], [0; 4], [1, 0, 0, 0], [0; 4], [251, 255, 255, 255]].concat()
        );
    }
}
