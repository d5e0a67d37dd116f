//! Who is who: endpoints and participants.

use std::fmt;

use rustdds::GUID;

/// The identity of an endpoint, as RTPS has it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Gid(pub(super) [u8; 16]);

/// The part of a [`Gid`] that names the participant.
pub(super) type Prefix = [u8; 12];

/// The bit of an entity's kind that tells readers from writers.
const READER: u8 = 0x04;
/// The bits of an entity's kind that mark those of DDS itself.
const BUILT_IN: u8 = 0xc0;

impl Gid {
    /// Nobody.
    pub(super) const UNKNOWN: Gid = Gid([0; 16]);

    /// No endpoint of a participant.
    pub(super) fn nobody_of(participant: Prefix) -> Gid {
        let mut gid = Gid::UNKNOWN;
        gid.0[..12].copy_from_slice(&participant);
        gid
    }

    pub(super) fn prefix(self) -> Prefix {
        let mut prefix = [0; 12];
        prefix.copy_from_slice(&self.0[..12]);
        prefix
    }

    /// The same participant, and none of its endpoints.
    pub(super) fn participant(self) -> Gid {
        let mut gid = self;
        gid.0[12..].fill(0);
        gid
    }

    pub(super) fn is_reader(self) -> bool {
        self.0[15] & READER != 0
    }

    pub(super) fn is_built_in(self) -> bool {
        self.0[15] & BUILT_IN == BUILT_IN
    }

    /// The number by which Cyclone DDS' way of calling knows a client: half of its name.
    pub(super) fn client(self) -> u64 {
        u64::from_le_bytes(self.second_half())
    }

    fn second_half(self) -> [u8; 8] {
        let mut half = [0; 8];
        half.copy_from_slice(&self.0[8..]);
        half
    }

    /// A number that tells endpoints apart, for `MessageInfo`.
    pub(super) fn number(self) -> u64 {
        let mut half = [0; 8];
        half.copy_from_slice(&self.0[..8]);
        u64::from_be_bytes(half) ^ u64::from_be_bytes(self.second_half())
    }

    pub(super) fn guid(self) -> GUID {
        GUID::from_bytes(self.0)
    }
}

/// Whether it is the [`Gid::number`] of an endpoint of this participant: what tells endpoints apart is in the lower half.
pub(super) fn is_number_of(number: u64, participant: Prefix) -> bool {
    (number ^ Gid::nobody_of(participant).number()) >> 32 == 0
}

impl From<GUID> for Gid {
    fn from(guid: GUID) -> Gid {
        Gid(guid.to_bytes())
    }
}

impl fmt::Debug for Gid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

#[cfg(test)]
mod tests {
    use super::{Gid, is_number_of};

    #[test]
    fn a_number_tells_the_participant_of_its_endpoint() {
        let endpoint = Gid([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0, 0, 5, 3]);
        assert!(is_number_of(endpoint.number(), endpoint.prefix()));
        for place in (0..4).chain(8..12) {
            let mut other = endpoint.prefix();
            other[place] ^= 0x81;
            assert!(!is_number_of(endpoint.number(), other), "byte {place}");
        }
    }
}
