//! Arrays of any length, for `#[serde(with = "rosweave::array")]`: serde itself knows them up to 32 elements.
//!
//! ```
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Serialize, Deserialize, rosweave::Message)]
//! #[ros("my_package/msg/Uncertain")]
//! struct Uncertain {
//!     value: f64,
//!     #[serde(with = "rosweave::array")]
//!     covariance: [f64; 36],
//! }
//! ```

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error, SeqAccess, Visitor};
use serde::ser::SerializeTuple;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Writes the elements one after the other.
///
/// # Errors
/// Those of the serializer.
pub fn serialize<S: Serializer, T: Serialize, const N: usize>(
    array: &[T; N],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut tuple = serializer.serialize_tuple(N)?;
    for element in array {
        tuple.serialize_element(element)?;
    }
    tuple.end()
}

/// Reads `N` elements.
///
/// # Errors
/// Those of the deserializer, and where there are fewer elements.
pub fn deserialize<'de, D: Deserializer<'de>, T: Deserialize<'de>, const N: usize>(
    deserializer: D,
) -> Result<[T; N], D::Error> {
    deserializer.deserialize_tuple(N, Elements(PhantomData))
}

struct Elements<T, const N: usize>(PhantomData<T>);

impl<'de, T: Deserialize<'de>, const N: usize> Visitor<'de> for Elements<T, N> {
    type Value = [T; N];

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an array of {N} elements")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<[T; N], A::Error> {
        let mut elements = Vec::with_capacity(N);
        while elements.len() < N
            && let Some(element) = access.next_element()?
        {
            elements.push(element);
        }
        elements.try_into().map_err(|found: Vec<T>| A::Error::invalid_length(found.len(), &self))
    }
}
