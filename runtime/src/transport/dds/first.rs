//! Has Fast DDS say at once what a writer of its own has sent, when a reader of ours has found that writer.
//!
//! What a writer sends before RustDDS knows it is not taken. It is asked for when the writer says what there is, and Fast
//! DDS does so every three seconds. It does so at once for a reader that says that it has heard of nothing at all, by an
//! `ACKNACK` of base 0: so it is said in the reader's name.
//!
//! Each `ACKNACK` has a number, and Fast DDS passes over those that are not above the last one. RustDDS begins with 0,
//! so 1 is ours, and what RustDDS asks for next has to be above it. Therefore it is told at once that the writer has sent
//! nothing so far, which it answers with its own 1, for nobody. Where the writer's answer is faster than that, what RustDDS
//! asks for is passed over. So the first frame, which is all that a single call is about, is asked for as well, by a
//! `NACK_FRAG`: these have numbers of their own, and RustDDS' begin with 2.

use std::net::{Ipv4Addr, SocketAddr, UdpSocket};

use super::datagram::{header, header_in_name_of, sequence};
use super::gid::Gid;

/// The number of what is said here.
const NUMBER: i32 = 1;

/// Asks `writer`, which listens at `at`, in the name of a `reader` of the participant that listens on `port`.
pub(super) fn ask(reader: Gid, port: u16, writer: Gid, at: SocketAddr) {
    // Without a socket, and where it is lost, it is heard of later.
    let Ok(socket) = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)) else { return };
    let _ = socket.send_to(&nothing_heard(reader, writer), at);
    let _ = socket.send_to(&nothing_sent(writer, reader), (Ipv4Addr::LOCALHOST, port));
}

/// That a writer has sent nothing, and wants to know whether the reader has it: RTPS 2.3, 9.4.5.7.
fn nothing_sent(writer: Gid, reader: Gid) -> Vec<u8> {
    const HEARTBEAT: [u8; 4] = [0x07, 0x01, 28, 0];
    let mut datagram = Vec::with_capacity(76);
    datagram.extend(header_in_name_of(writer.prefix(), reader.prefix()));
    for part in [&HEARTBEAT[..], &reader.0[12..], &writer.0[12..], &sequence(1), &sequence(0)] {
        datagram.extend(part);
    }
    datagram.extend(NUMBER.to_le_bytes());
    datagram
}

/// That a reader has heard of nothing, and wants the first frame, and to know what there is: RTPS 2.3, 9.4.5.13 and 9.4.5.2.
fn nothing_heard(reader: Gid, writer: Gid) -> Vec<u8> {
    const INFO_DST: [u8; 4] = [0x0e, 0x01, 12, 0];
    const NACK_FRAG: [u8; 4] = [0x12, 0x01, 32, 0];
    /// The first fragment; of a frame that is whole this is all.
    const FIRST: [u8; 12] = [1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0x80];
    const ACKNACK: [u8; 4] = [0x06, 0x01, 24, 0];
    const NO_BITS: [u8; 4] = [0; 4];
    let mut datagram = Vec::with_capacity(100);
    datagram.extend(header(reader.prefix()));
    for part in [&INFO_DST[..], &writer.prefix(), &NACK_FRAG, &reader.0[12..], &writer.0[12..], &sequence(1)]
    {
        datagram.extend(part);
    }
    datagram.extend(FIRST);
    datagram.extend(NUMBER.to_le_bytes());
    for part in [&ACKNACK[..], &reader.0[12..], &writer.0[12..], &sequence(0), &NO_BITS] {
        datagram.extend(part);
    }
    datagram.extend(NUMBER.to_le_bytes());
    datagram
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: Gid = Gid([7; 16]);
    const OTHERS: Gid = Gid([9; 16]);

    /// The submessage at a place, with what follows it.
    fn submessage(datagram: &[u8], at: usize) -> (&[u8], &[u8]) {
        let length = usize::from(u16::from_le_bytes([datagram[at + 2], datagram[at + 3]]));
        datagram[at + 4..].split_at(length)
    }

    #[test]
    fn a_writer_is_asked_for_its_first_frame_and_for_what_there_is() {
        let datagram = nothing_heard(OURS, OTHERS);
        assert_eq!((&datagram[8..20], &datagram[24..36]), (&[7; 12][..], &[9; 12][..]));
        let (first, _) = submessage(&datagram, 36);
        let frame = [&[0, 0, 0, 0, 1, 0, 0, 0][..], &[1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0x80]].concat();
        assert_eq!(first, [&[7; 4][..], &[9; 4], &frame, &[1, 0, 0, 0]].concat());
        let (all, rest) = submessage(&datagram, 36 + 4 + first.len());
        assert_eq!(all, [&[7; 4][..], &[9; 4], &[0; 8], &[0; 4], &[1, 0, 0, 0]].concat());
        assert!(rest.is_empty());
    }

    #[test]
    fn a_reader_is_told_that_its_writer_has_sent_nothing() {
        let datagram = nothing_sent(OTHERS, OURS);
        assert_eq!((&datagram[8..20], &datagram[32..44]), (&[7; 12][..], &[9; 12][..]));
        let numbers = [&[0, 0, 0, 0, 1, 0, 0, 0][..], &[0; 8], &[1, 0, 0, 0]].concat();
        let (told, rest) = submessage(&datagram, 44);
        assert_eq!(told, [&[7; 4][..], &[9; 4], &numbers].concat());
        assert!(rest.is_empty());
    }
}
