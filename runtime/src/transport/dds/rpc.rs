//! How requests and replies name the call that they belong to.
//!
//! DDS has no calls, so each middleware of ROS 2 marks requests and replies in a way of its own: Fast DDS beside
//! the message, Cyclone DDS in front of it.

use rustdds::RepresentationIdentifier;

use super::gid::Gid;
use super::related::Related;
use super::wire::{Fault, FaultKind, Raw};

/// How requests and replies name the call that they belong to.
///
/// ROS 2's middlewares disagree, and peers that disagree do not understand each other's calls. Topics are the
/// same everywhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ServiceMapping {
    /// As the peer does it, which its vendor id tells: [`Cyclone`](ServiceMapping::Cyclone) with Cyclone DDS,
    /// [`Enhanced`](ServiceMapping::Enhanced) with all others. Suits a network of several middlewares.
    #[default]
    Auto,
    /// Beside the message, as "enhanced" in the DDS-RPC specification: `rmw_fastrtps`, and `rmw_connextdds` as it
    /// comes. Also what other nodes of this transport, and ros2-client, take.
    Enhanced,
    /// 16 bytes in front of the message: `rmw_cyclonedds`.
    Cyclone,
}

/// How a call with one peer is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Style {
    Enhanced,
    Cyclone,
}

/// The first bytes of what Cyclone DDS names its participants.
const CYCLONE_VENDOR: [u8; 2] = [0x01, 0x10];
/// The same of Fast DDS.
const FAST_VENDOR: [u8; 2] = [0x01, 0x0f];
/// The same of RustDDS.
const RUSTDDS_VENDOR: [u8; 2] = [0x01, 0x12];

/// The longest frame that surely fits one datagram, with what stands beside it.
///
/// RustDDS 0.15 writes what stands beside a message in a way that nobody can read when it sends the message in
/// fragments: behind one octet too many. So longer requests and replies must do without.
const ONE_DATAGRAM: usize = 1200;

/// Whether a frame of `length` bytes can be sent with something beside it.
pub(super) fn fits_one_datagram(length: usize) -> bool {
    length <= ONE_DATAGRAM
}

/// Whether the participant is one of RustDDS'.
pub(super) fn is_rustdds(prefix: [u8; 12]) -> bool {
    prefix[..2] == RUSTDDS_VENDOR
}

/// Whether the participant is one of Cyclone DDS'.
pub(super) fn is_cyclone(prefix: [u8; 12]) -> bool {
    prefix[..2] == CYCLONE_VENDOR
}

/// Whether the participant is one of Fast DDS'.
pub(super) fn is_fast(prefix: [u8; 12]) -> bool {
    prefix[..2] == FAST_VENDOR
}

impl ServiceMapping {
    pub(super) fn style(self, prefix: [u8; 12]) -> Style {
        match self {
            ServiceMapping::Enhanced => Style::Enhanced,
            ServiceMapping::Cyclone => Style::Cyclone,
            ServiceMapping::Auto if is_cyclone(prefix) => Style::Cyclone,
            ServiceMapping::Auto => Style::Enhanced,
        }
    }
}

/// What stands in front of a message in Cyclone DDS' way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Header {
    /// The client's own number.
    pub(super) client: u64,
    /// The call's number.
    pub(super) sequence: i64,
}

impl Header {
    pub(super) fn write(self, buffer: &mut Vec<u8>) {
        buffer.extend(self.client.to_le_bytes());
        buffer.extend(self.sequence.to_le_bytes());
    }

    /// The header, and the message behind it.
    pub(super) fn split(frame: &Raw) -> Result<(Header, &[u8]), Fault> {
        let (Some((client, rest)), is_little) =
            (frame.bytes.split_first_chunk::<8>(), frame.encoding == RepresentationIdentifier::CDR_LE)
        else {
            return Err(too_short());
        };
        let Some((sequence, message)) = rest.split_first_chunk::<8>() else { return Err(too_short()) };
        let number =
            |bytes: &[u8; 8]| if is_little { u64::from_le_bytes(*bytes) } else { u64::from_be_bytes(*bytes) };
        let header = Header { client: number(client), sequence: number(sequence).cast_signed() };
        Ok((header, message))
    }
}

fn too_short() -> Fault {
    Fault::new(FaultKind::Header, "too short for the header that Cyclone DDS puts in front")
}

/// Which call a request begins, as its reply has to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RequestId {
    Enhanced(Related),
    Cyclone(Header),
}

impl RequestId {
    /// Reads the id of a request of `writer`'s with the number `sequence`, and finds the message in the frame.
    pub(super) fn of_request(
        style: Style,
        frame: &Raw,
        writer: Gid,
        sequence: i64,
        related: Option<Related>,
    ) -> Result<(RequestId, &[u8]), Fault> {
        if style == Style::Cyclone {
            let (header, message) = Header::split(frame)?;
            return Ok((RequestId::Cyclone(header), message));
        }
        // A client may name the reader of its replies, and the number may be that of the frame itself.
        let named = related.filter(|related| related.gid != Gid::UNKNOWN);
        let gid = named.map_or(writer, |related| related.gid);
        let number = named.map(|related| related.sequence).filter(|number| *number > 0);
        let related = Related { gid, sequence: number.unwrap_or(sequence) };
        Ok((RequestId::Enhanced(related), &frame.bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(bytes: &[u8], encoding: RepresentationIdentifier) -> Raw {
        Raw { bytes: bytes.to_vec(), encoding }
    }

    #[test]
    fn the_vendor_of_a_peer_tells_how_it_names_calls() {
        let of = |first: [u8; 2]| {
            let mut prefix = [7; 12];
            prefix[..2].copy_from_slice(&first);
            ServiceMapping::Auto.style(prefix)
        };
        assert_eq!(of([0x01, 0x10]), Style::Cyclone);
        assert_eq!(of([0x01, 0x0f]), Style::Enhanced);
        assert_eq!(of([0x01, 0x12]), Style::Enhanced);
        assert_eq!(ServiceMapping::Cyclone.style([0; 12]), Style::Cyclone);
    }

    #[test]
    fn a_header_is_read_as_it_was_written_and_in_the_other_byte_order() {
        let header = Header { client: 0x0102_0304_0506_0708, sequence: 9 };
        let mut bytes = Vec::new();
        header.write(&mut bytes);
        assert_eq!(bytes.len(), 16);
        bytes.push(42);
        let frame = raw(&bytes, RepresentationIdentifier::CDR_LE);
        assert_eq!(Header::split(&frame).unwrap(), (header, &[42][..]));
        let turned: Vec<u8> = bytes[..8].iter().rev().chain(bytes[8..16].iter().rev()).copied().collect();
        let frame = raw(&turned, RepresentationIdentifier::CDR_BE);
        assert_eq!(Header::split(&frame).unwrap().0, header);
        assert!(Header::split(&raw(&bytes[..15], RepresentationIdentifier::CDR_LE)).is_err());
    }

    #[test]
    fn a_request_is_named_by_what_its_client_says_or_else_by_itself() {
        let frame = raw(&[], RepresentationIdentifier::CDR_LE);
        let (writer, reader) = (Gid([1; 16]), Gid([2; 16]));
        let id = |related| RequestId::of_request(Style::Enhanced, &frame, writer, 5, related).unwrap().0;
        let expected = |gid, sequence| RequestId::Enhanced(Related { gid, sequence });
        assert_eq!(id(None), expected(writer, 5));
        let unknown = Related::unknown_sequence();
        assert_eq!(id(Some(Related { gid: reader, sequence: unknown })), expected(reader, 5));
        assert_eq!(id(Some(Related { gid: reader, sequence: 8 })), expected(reader, 8));
        assert_eq!(id(Some(Related { gid: Gid::UNKNOWN, sequence: 8 })), expected(writer, 5));
    }
}
