//! What all datagrams of RTPS that are written here begin with, and how it writes its numbers: RTPS 2.3, 9.4.4 and 9.3.2.

use super::gid::Prefix;

/// Protocol, version 2.3, and the vendor, RustDDS; then who sends it.
pub(super) fn header(sender: Prefix) -> [u8; 20] {
    let mut header = [0; 20];
    header[..8].copy_from_slice(b"RTPS\x02\x03\x01\x12");
    header[8..].copy_from_slice(&sender);
    header
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
