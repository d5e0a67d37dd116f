//! What the generated types have in common: how fields travel for which serde has no way of its own.

use serde::ser::Error;
use serde::{Serialize, Serializer};

/// Writes a sequence that may have `MAX` elements.
pub(crate) fn bounded<const MAX: usize, T: Serialize, S: Serializer>(
    elements: &[T],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    if elements.len() > MAX {
        let found = elements.len();
        return Err(S::Error::custom(format_args!("a sequence of at most {MAX} elements has {found}")));
    }
    elements.serialize(serializer)
}

/// A struct without fields travels as the one byte that rosidl gives it, since IDL knows no empty struct.
macro_rules! serialize_empty {
    ($name:ident) => {
        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                crate::msgs::Dummy::default().serialize(serializer)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                crate::msgs::Dummy::deserialize(deserializer).map(|_| $name {})
            }
        }
    };
}
pub(crate) use serialize_empty;

/// What an empty struct is on the wire.
#[derive(Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub(crate) struct Dummy {
    structure_needs_at_least_one_member: u8,
}
