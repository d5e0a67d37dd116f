//! Which request a frame belongs to.

use rustdds::SequenceNumber;
use rustdds::rpc::SampleIdentity;

use super::gid::Gid;

/// The request that a frame answers, or is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Related {
    pub(super) gid: Gid,
    pub(super) sequence: i64,
}

impl From<SampleIdentity> for Related {
    fn from(identity: SampleIdentity) -> Related {
        Related { gid: identity.writer_guid.into(), sequence: identity.sequence_number.into() }
    }
}

impl Related {
    /// The number that stands for none.
    pub(super) fn unknown_sequence() -> i64 {
        SequenceNumber::UNKNOWN.into()
    }
}
