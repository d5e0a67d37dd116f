//! What the generated types have in common.

/// A struct without fields travels as the one byte that rosidl gives it, since IDL knows no empty struct.
#[doc(hidden)]
#[macro_export]
macro_rules! __serialize_empty {
    ($name:ident) => {
        impl __i::serde::Serialize for $name {
            fn serialize<S: __i::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                __i::serde::Serialize::serialize(&__i::Dummy::default(), serializer)
            }
        }

        impl<'de> __i::serde::Deserialize<'de> for $name {
            fn deserialize<D: __i::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                <__i::Dummy as __i::serde::Deserialize>::deserialize(deserializer).map(|_| $name {})
            }
        }
    };
}

/// What an empty struct is on the wire.
#[derive(Debug, Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Dummy {
    structure_needs_at_least_one_member: u8,
}
