//! What a participant sends when something of its own has gone: RTPS 2.3, 9.4.5.3 and 9.6.3.4.

use super::datagram::{self, header};
use super::gid::{Gid, Prefix};

/// The number of what is said in the name of one that has gone: behind all that it has said itself.
pub(super) const LAST: i64 = 1 << 40;

/// Who says what has gone, who is told, and how it is named.
struct Kind {
    reader: [u8; 4],
    writer: [u8; 4],
    key: u8,
}

/// That a reader has gone, as its participant says it.
pub(super) fn of_reader(reader: Gid, sequence: i64) -> Vec<u8> {
    let kind = Kind { reader: [0, 0, 4, 0xc7], writer: [0, 0, 4, 0xc2], key: 0x5a };
    write(reader.prefix(), &kind, reader, sequence)
}

/// That a participant has gone, as it says it itself.
pub(super) fn of_participant(prefix: Prefix, sequence: i64) -> Vec<u8> {
    const PARTICIPANT: [u8; 4] = [0, 0, 1, 0xc1];
    let kind = Kind { reader: [0, 1, 0, 0xc7], writer: [0, 1, 0, 0xc2], key: 0x50 };
    let mut participant = Gid::nobody_of(prefix);
    participant.0[12..].copy_from_slice(&PARTICIPANT);
    write(prefix, &kind, participant, sequence)
}

fn write(prefix: Prefix, kind: &Kind, gone: Gid, sequence: i64) -> Vec<u8> {
    // Little endian, with inline parameters and a key; then the length, and where the parameters begin.
    const DATA: [u8; 8] = [0x15, 0x0b, 80, 0, 0, 0, 16, 0];
    const DISPOSED: [u8; 8] = [0x71, 0, 4, 0, 0, 0, 0, 1];
    // Fast DDS reads this key, and RustDDS the one behind it.
    const KEY_HASH: [u8; 4] = [0x70, 0, 16, 0];
    const END: [u8; 4] = [1, 0, 0, 0];
    let key = [0, 3, 0, 0, kind.key, 0, 16, 0];
    let number = datagram::sequence(sequence);
    let mut datagram = Vec::with_capacity(108);
    for part in [&header(prefix)[..], &DATA, &kind.reader, &kind.writer, &number] {
        datagram.extend(part);
    }
    for part in [&DISPOSED[..], &KEY_HASH, &gone.0, &END, &key, &gone.0, &END] {
        datagram.extend(part);
    }
    datagram
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_datagram_is_as_long_as_it_says() {
        for datagram in [of_reader(Gid([9; 16]), (3 << 32) + 5), of_participant([9; 12], (3 << 32) + 5)] {
            let length = usize::from(u16::from_le_bytes([datagram[22], datagram[23]]));
            assert_eq!(datagram.len(), 20 + 4 + length);
            assert_eq!(datagram[8..20], [9; 12]);
            assert_eq!(datagram[36..44], [3, 0, 0, 0, 5, 0, 0, 0]);
        }
    }
}
