//! What all datagrams of RTPS that are written here begin with, and how it writes its numbers: RTPS 2.3, 9.4.4 and 9.3.2.

use super::gid::Prefix;

/// Protocol, version 2.3, and the vendor, RustDDS; then who sends it.
pub(super) fn header(sender: Prefix) -> [u8; 20] {
    let mut header = [0; 20];
    header[..8].copy_from_slice(b"RTPS\x02\x03\x01\x12");
    header[8..].copy_from_slice(&sender);
    header
}

/// The same of what RustDDS is told in another's name: it learns by who is named first where others listen. What comes
/// from here and begins with the other's name would have it look for that one on this host: RTPS 2.3, 9.4.5.10.
pub(super) fn header_in_name_of(other: Prefix, own: Prefix) -> [u8; 44] {
    let (mut both, first) = ([0; 44], header(own));
    both[..20].copy_from_slice(&first);
    both[20..24].copy_from_slice(&[0x0c, 0x01, 20, 0]);
    // Its version and vendor, as they stand in the header.
    both[28..32].copy_from_slice(&first[4..8]);
    both[32..].copy_from_slice(&other);
    both
}

/// A sequence number: the upper half comes first, each in little endian.
pub(super) fn sequence(number: i64) -> [u8; 8] {
    (number as u64).rotate_left(32).to_le_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_upper_half_of_a_sequence_number_comes_first() {
        assert_eq!(sequence((3 << 32) + 5), [3, 0, 0, 0, 5, 0, 0, 0]);
        assert_eq!(sequence(-1), [0xff; 8]);
    }
}
