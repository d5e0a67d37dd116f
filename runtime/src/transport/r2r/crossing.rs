//! The way of a value between a type of ours and r2r's with the same fields.
//!
//! ROS 2's own type support can do it by way of bytes, and has to look up what the type is made of for each message: with
//! Cyclone DDS that is most of what a small call costs. So values cross in memory where their types agree, which two
//! default values show when an endpoint is made.

use std::panic::{AssertUnwindSafe, catch_unwind};

use ::r2r::{NativeMsg, WrappedTypesupport};
use serde::Serialize;
use serde::de::{DeserializeOwned, Error};

use super::super::cdr;
use super::super::fields::{Fields, Misfit};
use crate::rt::lock::no_lock_held;

/// A value under way.
pub(super) enum Crossing {
    /// Field by field.
    Fields(Fields),
    /// As the middleware would send it.
    Frame(Vec<u8>),
}

/// How the values of an endpoint cross.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    InMemory,
    /// The types may not agree, or one can not tell: the bytes decide.
    AsBytes,
}

impl Way {
    /// How values of `M` cross to the type that has this default value, and back.
    pub(super) fn between<M: Serialize + DeserializeOwned>(default: &DefaultValue) -> Way {
        // Both directions of a type can be the user's code.
        let there_and_back = |fields: &Fields| {
            let crossed = catch_unwind(AssertUnwindSafe(|| Fields::of(&fields.read::<M>()?)));
            crossed.ok()?.ok()
        };
        // r2r holds arrays as sequences, and they have their length from the beginning. What is a sequence here and is
        // not empty there is an array, or has values by default: only bytes tell which.
        match default.0.as_ref().and_then(there_and_back) {
            Some(fields) if !fields.has_filled_sequence() => Way::InMemory,
            _ => Way::AsBytes,
        }
    }

    pub(super) fn and(self, other: Way) -> Way {
        if self == Way::InMemory { other } else { Way::AsBytes }
    }
}

/// The default value of a type of r2r's, if it can cross in memory.
pub(super) struct DefaultValue(Option<Fields>);

impl DefaultValue {
    pub(super) fn of<T: WrappedTypesupport>() -> DefaultValue {
        DefaultValue(Fields::of(&T::default()).ok())
    }
}

impl Crossing {
    /// Sets out from a type of ours.
    pub(super) fn from_ours<M: Serialize>(message: &M, way: Way) -> Result<Crossing, cdr::Error> {
        no_lock_held();
        match in_memory(message, way) {
            Some(fields) => Ok(Crossing::Fields(fields)),
            None => cdr::encode(message).map(Crossing::Frame),
        }
    }

    /// Sets out from a type of r2r's.
    pub(super) fn from_r2r<T: WrappedTypesupport>(message: &T, way: Way) -> ::r2r::Result<Crossing> {
        match in_memory(message, way) {
            Some(fields) => Ok(Crossing::Fields(fields)),
            None => message.to_serialized_bytes().map(Crossing::Frame),
        }
    }

    /// Arrives at a type of ours.
    pub(super) fn to_ours<M: DeserializeOwned>(&self) -> Result<M, cdr::Error> {
        match self {
            Crossing::Fields(fields) => {
                no_lock_held();
                // A type's `Deserialize` can be the user's.
                let read = catch_unwind(|| fields.read()).map_err(|_| cdr::Error::Panicked)?;
                Ok(read?)
            }
            Crossing::Frame(frame) => cdr::decode_reserved(frame),
        }
    }

    /// Arrives at a type of r2r's.
    pub(super) fn to_r2r<T: WrappedTypesupport + 'static>(&self) -> Result<T, cdr::Error> {
        match self {
            Crossing::Fields(fields) if fields.has_nul() => {
                Err(Misfit::custom("a text has a NUL in it").into())
            }
            Crossing::Fields(fields) => {
                let message = fields.read()?;
                // Sequences are empty by default, so that nobody has compared their bounds, and what elements hold.
                if fields.has_filled_sequence() { bounded(message) } else { Ok(message) }
            }
            Crossing::Frame(frame) => received(frame),
        }
    }
}

/// A message of r2r's from bytes of ours.
pub(super) fn received<T: WrappedTypesupport + 'static>(frame: &[u8]) -> Result<T, cdr::Error> {
    bounded(T::from_serialized_bytes(frame)?)
}

/// r2r panics where a sequence is longer than its bound, or an array has another length: under a lock of its own, which
/// would end the node, if it finds that as it sends.
fn bounded<T: WrappedTypesupport + 'static>(message: T) -> Result<T, cdr::Error> {
    let copied = catch_unwind(AssertUnwindSafe(|| drop(NativeMsg::<T>::from(&message))));
    copied.map_err(|_| Misfit::custom("a sequence or array has another length than ROS 2 gives it"))?;
    Ok(message)
}

fn in_memory(message: &impl Serialize, way: Way) -> Option<Fields> {
    match way {
        Way::InMemory => Fields::of(message).ok(),
        Way::AsBytes => None,
    }
}
