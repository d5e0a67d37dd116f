//! Messages as bytes: plain CDR, as ROS 2's middlewares speak it.

use std::panic::{catch_unwind, resume_unwind};

use byteorder::{BigEndian, LittleEndian};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::rt::guard::guard;
#[cfg(any(test, feature = "r2r"))]
use crate::rt::lock::no_lock_held;

/// What stands before the message: plain CDR, little endian, no options.
#[cfg(any(test, feature = "r2r"))]
const HEADER: [u8; 4] = [0, 1, 0, 0];

/// A message without fields is one byte: IDL has no empty struct, so ROS 2 gives it a member.
const NO_FIELDS: u8 = 0;

/// How many bytes after a message are padding at the most: that to the size of the largest number.
const PADDING: usize = 7;

/// Why bytes are no message, or a message can not be bytes.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// Fewer bytes than a header.
    #[cfg(any(test, feature = "r2r"))]
    #[error("{0} bytes are no message")]
    Short(usize),
    /// Another representation than plain CDR.
    #[cfg(any(test, feature = "r2r"))]
    #[error("the representation {:02x}{:02x} is not plain CDR", .0[0], .0[1])]
    Representation([u8; 2]),
    /// More bytes than the message and its padding.
    #[error("{0} bytes follow the message")]
    Trailing(usize),
    /// ROS 2's own type support refuses it.
    #[cfg(feature = "r2r")]
    #[error(transparent)]
    TypeSupport(#[from] ::r2r::Error),
    /// The types of the two sides do not agree.
    #[cfg(feature = "r2r")]
    #[error(transparent)]
    Misfit(#[from] super::fields::Misfit),
    /// Something in it is longer than its type says.
    #[cfg(feature = "r2r")]
    #[error(transparent)]
    OutOfBounds(#[from] crate::message::bounds::OutOfBounds),
    /// The type's own `Deserialize` panicked.
    #[error("its `Deserialize` panicked")]
    Panicked,
    /// The bytes are not this type's, or the type can not be encoded.
    #[error(transparent)]
    Cdr(#[from] cdr_encoding::Error),
}

/// The order of the bytes of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Endian {
    Big,
    Little,
}

/// A message with its header.
#[cfg(any(test, feature = "r2r"))]
pub(crate) fn encode<M: Serialize>(message: &M) -> Result<Vec<u8>, Error> {
    let mut frame = Vec::with_capacity(HEADER.len() + size_of::<M>());
    frame.extend_from_slice(&HEADER);
    encode_users(&mut frame, message)?;
    Ok(frame)
}

/// Appends a message without its header, little endian.
pub(crate) fn encode_body<M: Serialize>(bytes: &mut Vec<u8>, message: &M) -> Result<(), Error> {
    let start = bytes.len();
    cdr_encoding::to_writer::<M, LittleEndian, _>(&mut *bytes, message)?;
    if bytes.len() == start {
        bytes.push(NO_FIELDS);
    }
    Ok(())
}

/// The same of a type whose `Serialize` can be the user's.
///
/// # Panics
/// Where that does: with the type's name.
pub(crate) fn encode_users<M: Serialize>(bytes: &mut Vec<u8>, message: &M) -> Result<(), Error> {
    guard(|| encode_body(bytes, message)).unwrap_or_else(|panic| {
        let type_name = std::any::type_name::<M>();
        resume_unwind(Box::new(format!("the `Serialize` of `{type_name}` panicked: {panic}")))
    })
}

/// The message in a frame that begins with a header.
#[cfg(any(test, feature = "r2r"))]
pub(crate) fn decode<M: DeserializeOwned>(frame: &[u8]) -> Result<M, Error> {
    no_lock_held();
    let (body, endian) = split(frame)?;
    decode_body(body, endian)
}

/// The message in a frame that ROS 2's type support has written here. Fast DDS's leaves as many bytes behind it
/// as it reserved too much.
#[cfg(any(test, feature = "r2r"))]
pub(crate) fn decode_reserved<M: DeserializeOwned>(frame: &[u8]) -> Result<M, Error> {
    no_lock_held();
    let (body, endian) = split(frame)?;
    Ok(read(body, endian)?.0)
}

/// What follows the header, and what the header says.
#[cfg(any(test, feature = "r2r"))]
fn split(frame: &[u8]) -> Result<(&[u8], Endian), Error> {
    let Some((header, body)) = frame.split_first_chunk::<4>() else { return Err(Error::Short(frame.len())) };
    match header {
        [0, 0, ..] => Ok((body, Endian::Big)),
        [0, 1, ..] => Ok((body, Endian::Little)),
        [first, second, ..] => Err(Error::Representation([*first, *second])),
    }
}

/// The message in a frame without its header.
pub(crate) fn decode_body<M: DeserializeOwned>(body: &[u8], endian: Endian) -> Result<M, Error> {
    let (message, rest) = read(body, endian)?;
    if rest > PADDING { Err(Error::Trailing(rest)) } else { Ok(message) }
}

/// The message in a frame without its header, and how many bytes follow it.
fn read<M: DeserializeOwned>(body: &[u8], endian: Endian) -> Result<(M, usize), Error> {
    // A type's `Deserialize` can be the user's.
    let decoded = catch_unwind(|| match endian {
        Endian::Big => cdr_encoding::from_bytes::<M, BigEndian>(body),
        Endian::Little => cdr_encoding::from_bytes::<M, LittleEndian>(body),
    });
    let (message, read) = decoded.map_err(|_| Error::Panicked)??;
    Ok((message, body.len() - read))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Reading {
        valid: bool,
        name: String,
        values: Vec<f64>,
        covariance: [f32; 2],
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Nothing {}

    fn reading() -> Reading {
        Reading {
            valid: true,
            name: "arm".to_owned(),
            values: vec![f64::INFINITY, -0.0],
            covariance: [1.0, 2.0],
        }
    }

    #[test]
    fn a_message_comes_back_as_it_went() {
        assert_eq!(decode::<Reading>(&encode(&reading()).unwrap()).unwrap(), reading());
    }

    #[test]
    fn a_frame_is_what_other_implementations_write() {
        let frame = encode(&(1_u8, "hi".to_owned(), 2_u64)).unwrap();
        let body = [1, 0, 0, 0, 3, 0, 0, 0, b'h', b'i', 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0];
        assert_eq!(frame, [&HEADER, &body[..]].concat());
    }

    #[test]
    fn the_header_says_the_order_of_bytes() {
        assert_eq!(decode::<u32>(&[0, 0, 0, 0, 0, 0, 1, 2]).unwrap(), 0x102);
        assert_eq!(decode::<u32>(&[0, 1, 0, 0, 2, 1, 0, 0]).unwrap(), 0x102);
    }

    #[test]
    fn a_message_without_fields_is_one_byte() {
        let frame = encode(&Nothing {}).unwrap();
        assert_eq!(frame, [0, 1, 0, 0, 0]);
        assert_eq!(decode::<Nothing>(&frame).unwrap(), Nothing {});
    }

    #[test]
    fn padding_may_follow_a_message_and_no_more() {
        let padded = |bytes| [encode(&reading()).unwrap(), vec![0; bytes]].concat();
        assert_eq!(decode::<Reading>(&padded(3)).unwrap(), reading());
        assert!(matches!(decode::<Reading>(&padded(8)), Err(Error::Trailing(8))));
        assert_eq!(decode_reserved::<Reading>(&padded(8)).unwrap(), reading());
    }

    #[test]
    fn every_shorter_frame_is_an_error() {
        let frame = encode(&reading()).unwrap();
        for length in 0..frame.len() {
            assert!(decode::<Reading>(&frame[..length]).is_err(), "{length} bytes");
        }
    }

    #[test]
    fn a_length_beyond_the_frame_is_an_error_and_takes_no_memory() {
        let frame = [&HEADER[..], &u32::MAX.to_le_bytes()].concat();
        assert!(decode::<String>(&frame).is_err());
        assert!(decode::<Vec<u64>>(&frame).is_err());
    }

    #[test]
    fn a_panic_while_decoding_is_an_error() {
        #[derive(Debug)]
        struct Picky;
        impl<'de> Deserialize<'de> for Picky {
            fn deserialize<D: serde::Deserializer<'de>>(_: D) -> Result<Picky, D::Error> {
                panic!("not this one")
            }
        }
        assert!(matches!(decode::<Picky>(&HEADER), Err(Error::Panicked)));
    }

    #[test]
    fn another_representation_is_named() {
        let error = decode::<u32>(&[0, 3, 0, 0, 1, 0, 0, 0]).unwrap_err();
        assert_eq!(error.to_string(), "the representation 0003 is not plain CDR");
    }
}
