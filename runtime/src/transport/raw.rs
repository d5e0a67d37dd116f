//! Messages as bytes, and the transports that carry them.

use std::sync::Arc;

use super::{PublisherPort, SubscriptionPort, Transport};
use crate::error::TransportError;
use crate::facts::qos::Qos;

/// What stands before a message: plain CDR, little endian, no options.
#[cfg(feature = "dds")]
const LITTLE: [u8; 4] = [0, 1, 0, 0];

/// A message as bytes: four that say which encoding follows, then the message in CDR. ROS 2's tools call this a
/// serialised message, and bags hold these. What came over a network may have up to three more bytes behind it, so that
/// it is a multiple of four.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawMessage {
    bytes: Vec<u8>,
}

impl RawMessage {
    /// The bytes of a message, with those in front.
    ///
    /// # Errors
    /// [`NotCdr`] where the four bytes in front are not those of plain CDR, little endian.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Result<RawMessage, NotCdr> {
        let bytes = bytes.into();
        match bytes.first_chunk::<4>() {
            Some([0, 1, ..]) => Ok(RawMessage { bytes }),
            _ => Err(NotCdr),
        }
    }

    /// The bytes, with those in front.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

#[cfg(feature = "dds")]
impl RawMessage {
    /// The message without what stands in front.
    pub(crate) fn body(&self) -> &[u8] {
        &self.bytes[LITTLE.len()..]
    }

    pub(crate) fn of_body(body: &[u8], little: bool) -> RawMessage {
        let header = if little { LITTLE } else { [0, 0, 0, 0] };
        RawMessage { bytes: [&header, body].concat() }
    }
}

/// Bytes that do not begin as a message does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the bytes do not begin with 00 01, as plain CDR in little-endian order does")]
pub struct NotCdr;

/// A transport that carries messages as bytes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not carry messages as bytes",
    label = "`Dds` does, and `R2r`; in-process it is `Dds` with `DiscoveryRange::Off`, which encodes for those who ask",
    note = "see: rosweave::message"
)]
pub trait CarriesRaw: Transport {
    /// A publisher on the topic with this full name.
    ///
    /// # Errors
    /// Where the topic has another type, or the transport can not hold the quality of service.
    fn raw_publisher(
        node: &Self::Node,
        topic: &str,
        type_name: &'static str,
        qos: &Qos,
    ) -> Result<Arc<dyn PublisherPort<RawMessage>>, TransportError>;

    /// A subscription to the topic with this full name.
    ///
    /// # Errors
    /// Where the topic has another type, or the transport can not hold the quality of service.
    fn raw_subscription(
        node: &Self::Node,
        topic: &str,
        type_name: &'static str,
        qos: &Qos,
    ) -> Result<Box<dyn SubscriptionPort<RawMessage>>, TransportError>;
}
