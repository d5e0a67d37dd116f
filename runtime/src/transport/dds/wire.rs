//! Messages as bytes: CDR, as ROS 2's middleware writes it.

use std::convert::Infallible;
use std::fmt;

use rustdds::RepresentationIdentifier;
use rustdds::bytes::Bytes;
use rustdds::no_key::{Decode, DeserializerAdapter, SerializerAdapter};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::message::Message;
use crate::message::bounds::OutOfBounds;
use crate::rt::lock::no_lock_held;
use crate::transport::cdr::{self, Endian};
use crate::transport::raw::RawMessage;

/// What is wrong with a frame. Each kind is logged once for each endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum FaultKind {
    /// It is in another encoding than CDR.
    Encoding,
    /// It ends too early, or holds something that is no value of its type.
    Content,
    /// It has more bytes than its type.
    Excess,
    /// It has no header, or a header of nobody's.
    Header,
    /// The message's own `Deserialize` panicked.
    Panic,
    /// Something in it is longer than its type says.
    Bounds,
}

/// Why a frame is no message.
#[derive(Clone, Debug)]
pub(super) struct Fault {
    pub(super) kind: FaultKind,
    pub(super) detail: String,
}

impl Fault {
    pub(super) fn new(kind: FaultKind, detail: impl fmt::Display) -> Fault {
        Fault { kind, detail: detail.to_string() }
    }
}

/// Appends `message` to `buffer`, whose length is a multiple of eight. Its `Serialize` is the user's.
pub(super) fn encode<T: Serialize>(message: &T, buffer: &mut Vec<u8>) -> Result<(), String> {
    cdr::encode_users(buffer, message).map_err(|error| error.to_string())
}

/// The message that `bytes` are.
///
/// Nothing is allocated for what a length field says: memory grows with the bytes that are there.
pub(super) fn decode<T: DeserializeOwned>(
    bytes: &[u8],
    encoding: RepresentationIdentifier,
) -> Result<T, Fault> {
    let endian = match encoding {
        RepresentationIdentifier::CDR_LE => Endian::Little,
        RepresentationIdentifier::CDR_BE => Endian::Big,
        other => return Err(Fault::new(FaultKind::Encoding, format_args!("not plain CDR: {other:?}"))),
    };
    cdr::decode_body(bytes, endian).map_err(|error| {
        let kind = match error {
            cdr::Error::Trailing(_) => FaultKind::Excess,
            cdr::Error::Panicked => FaultKind::Panic,
            _ => FaultKind::Content,
        };
        Fault::new(kind, error)
    })
}

/// The same, of a type whose `Deserialize` is the user's, where nothing in it is longer than `check` allows.
pub(super) fn decode_checked<T: DeserializeOwned>(
    bytes: &[u8],
    encoding: RepresentationIdentifier,
    check: impl Fn(&T) -> Result<(), OutOfBounds>,
) -> Result<T, Fault> {
    no_lock_held();
    let message = decode(bytes, encoding)?;
    check(&message).map_err(|excess| Fault::new(FaultKind::Bounds, excess))?;
    Ok(message)
}

/// What a writer sends: bytes that are encoded already.
#[derive(Debug)]
pub(super) struct Frame(pub(super) Bytes);

/// Lets RustDDS send [`Frame`]s.
#[derive(Debug)]
pub(super) struct FrameWriter;

impl SerializerAdapter<Frame> for FrameWriter {
    type Error = Infallible;

    fn output_encoding() -> RepresentationIdentifier {
        RepresentationIdentifier::CDR_LE
    }

    fn to_bytes(frame: &Frame) -> Result<Bytes, Infallible> {
        Ok(frame.0.clone())
    }
}

/// Lets RustDDS hand out frames as they are: it does so under locks of its own, where no `Deserialize` of the user's
/// may run, and an error of RustDDS does not say whose frame it was.
#[derive(Debug)]
pub(super) struct FrameReader;

/// All encodings that have a name: those that are not CDR are faults, and counted.
const ENCODINGS: &[RepresentationIdentifier] = &[
    RepresentationIdentifier::CDR_LE,
    RepresentationIdentifier::CDR_BE,
    RepresentationIdentifier::PL_CDR_LE,
    RepresentationIdentifier::PL_CDR_BE,
    RepresentationIdentifier::CDR2_LE,
    RepresentationIdentifier::CDR2_BE,
    RepresentationIdentifier::PL_CDR2_LE,
    RepresentationIdentifier::PL_CDR2_BE,
    RepresentationIdentifier::D_CDR_LE,
    RepresentationIdentifier::D_CDR_BE,
    RepresentationIdentifier::XCDR2_LE,
    RepresentationIdentifier::XCDR2_BE,
    RepresentationIdentifier::D_CDR2_LE,
    RepresentationIdentifier::D_CDR2_BE,
    RepresentationIdentifier::XML,
];

impl DeserializerAdapter<Raw> for FrameReader {
    type Error = Infallible;
    type Decoded = Raw;

    fn supported_encodings() -> &'static [RepresentationIdentifier] {
        ENCODINGS
    }

    fn transform_decoded(decoded: Raw) -> Raw {
        decoded
    }
}

/// What travels on a topic: messages, and bytes that are some already.
pub(super) trait Payload: Send + Sync + 'static {
    /// Appends it to `buffer`, whose length is a multiple of eight.
    fn write(&self, buffer: &mut Vec<u8>) -> Result<(), String>;

    fn read(bytes: &[u8], encoding: RepresentationIdentifier) -> Result<Self, Fault>
    where
        Self: Sized;

    /// Compares what is in it with its bounds.
    fn check(&self) -> Result<(), OutOfBounds>;
}

impl<M: Message> Payload for M {
    fn write(&self, buffer: &mut Vec<u8>) -> Result<(), String> {
        encode(self, buffer)
    }

    fn read(bytes: &[u8], encoding: RepresentationIdentifier) -> Result<M, Fault> {
        decode_checked(bytes, encoding, M::check_bounds)
    }

    fn check(&self) -> Result<(), OutOfBounds> {
        self.check_bounds()
    }
}

impl Payload for RawMessage {
    fn write(&self, buffer: &mut Vec<u8>) -> Result<(), String> {
        buffer.extend_from_slice(self.body());
        Ok(())
    }

    fn read(bytes: &[u8], encoding: RepresentationIdentifier) -> Result<RawMessage, Fault> {
        match encoding {
            RepresentationIdentifier::CDR_LE => Ok(RawMessage::of_body(bytes, true)),
            RepresentationIdentifier::CDR_BE => Ok(RawMessage::of_body(bytes, false)),
            other => Err(Fault::new(FaultKind::Encoding, format_args!("not plain CDR: {other:?}"))),
        }
    }

    fn check(&self) -> Result<(), OutOfBounds> {
        Ok(())
    }
}

/// What an endpoint makes of a frame, while nothing is locked.
pub(super) trait Decoder: Send + Sync + 'static {
    type Output: Send + 'static;

    /// What is to be said when more frames wait than may, and the oldest goes. On topics that is "keep last".
    const OVERFLOW: Option<&'static str> = None;

    fn decode(frame: Raw) -> Result<Self::Output, Fault>;
}

/// The frame is a message of type `T`.
pub(super) struct Whole<T>(std::marker::PhantomData<fn() -> T>);

impl<T: Payload> Decoder for Whole<T> {
    type Output = T;

    fn decode(frame: Raw) -> Result<T, Fault> {
        T::read(&frame.bytes, frame.encoding)
    }
}

/// The frame is kept as it is: how it is to be read depends on who sent it.
pub(super) struct Undecoded;

/// A frame as it came.
#[derive(Debug)]
pub(super) struct Raw {
    pub(super) bytes: Vec<u8>,
    pub(super) encoding: RepresentationIdentifier,
}

impl Decoder for Undecoded {
    type Output = Raw;

    const OVERFLOW: Option<&'static str> =
        Some("more calls wait here than the queue holds: the oldest go, and their callers wait in vain");

    fn decode(frame: Raw) -> Result<Raw, Fault> {
        Ok(frame)
    }
}

/// Takes frames out of RustDDS.
#[derive(Clone)]
pub(super) struct Taking;

impl<'de> Decode<'de, Raw> for Taking {
    type Error = Infallible;

    fn decode_bytes(self, bytes: &'de [u8], encoding: RepresentationIdentifier) -> Result<Raw, Infallible> {
        Ok(Raw { bytes: bytes.to_vec(), encoding })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LE: RepresentationIdentifier = RepresentationIdentifier::CDR_LE;

    fn encoded<T: Serialize>(message: &T) -> Vec<u8> {
        let mut buffer = Vec::new();
        encode(message, &mut buffer).expect("can be encoded");
        buffer
    }

    #[test]
    fn a_message_is_what_it_was_before() {
        let message = (7_u8, -3_i64, "text".to_owned(), vec![1.5_f64]);
        assert_eq!(decode::<(u8, i64, String, Vec<f64>)>(&encoded(&message), LE).unwrap(), message);
    }

    #[test]
    fn a_message_without_fields_is_one_byte() {
        assert_eq!(encoded(&()), [0]);
        for frame in [&[][..], &[0], &[0, 0, 0, 0]] {
            decode::<()>(frame, LE).unwrap();
        }
    }

    #[test]
    fn a_length_that_is_not_there_is_a_fault_and_no_allocation() {
        for length in [16, u32::MAX] {
            let frame = length.to_le_bytes();
            assert_eq!(decode::<String>(&frame, LE).unwrap_err().kind, FaultKind::Content);
            assert_eq!(decode::<Vec<u64>>(&frame, LE).unwrap_err().kind, FaultKind::Content);
        }
    }

    #[test]
    fn padding_is_no_fault_and_more_is() {
        assert_eq!(decode::<u32>(&[1, 0, 0, 0, 0, 0, 0, 0], LE).unwrap(), 1);
        assert_eq!(decode::<u32>(&[0; 12], LE).unwrap_err().kind, FaultKind::Excess);
    }

    #[test]
    fn the_other_byte_order_is_read_and_other_encodings_are_faults() {
        assert_eq!(decode::<u32>(&[0, 0, 0, 1], RepresentationIdentifier::CDR_BE).unwrap(), 1);
        let fault = decode::<u32>(&[0, 0, 0, 1], RepresentationIdentifier::XCDR2_LE).unwrap_err();
        assert_eq!(fault.kind, FaultKind::Encoding);
    }

    #[test]
    fn a_panic_while_decoding_is_a_fault() {
        struct Bad;
        impl<'de> serde::Deserialize<'de> for Bad {
            fn deserialize<D: serde::Deserializer<'de>>(_: D) -> Result<Bad, D::Error> {
                panic!("bad")
            }
        }
        assert_eq!(decode::<Bad>(&[0], LE).err().map(|fault| fault.kind), Some(FaultKind::Panic));
    }
}
