//! Strings of UTF-16, ROS 2's `wstring`, for `#[serde(with = "rosweave::wstring")]`: a `String`, and a `Vec` or array
//! of them.
//!
//! ROS 2's middlewares write how many units there are, then each unit in four bytes.
//!
//! ```
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Serialize, Deserialize, rosweave::Message)]
//! #[ros("my_package/msg/Label")]
//! struct Label {
//!     #[serde(with = "rosweave::wstring")]
//!     text: String,
//! }
//! ```

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What consists of strings. No trait of the user's.
pub trait Wide: Sized {
    /// Writes them.
    #[doc(hidden)]
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;

    /// Reads them.
    #[doc(hidden)]
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
}

/// Writes the strings. Formats for people get text.
///
/// # Errors
/// Those of the serializer.
pub fn serialize<S: Serializer, T: Wide>(text: &T, serializer: S) -> Result<S::Ok, S::Error> {
    text.write(serializer)
}

/// Reads strings.
///
/// # Errors
/// Those of the deserializer, and where something is no UTF-16.
pub fn deserialize<'de, D: Deserializer<'de>, T: Wide>(deserializer: D) -> Result<T, D::Error> {
    T::read(deserializer)
}

impl Wide for String {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            return serializer.serialize_str(self);
        }
        let units: Vec<u32> = self.encode_utf16().map(u32::from).collect();
        units.serialize(serializer)
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
        if deserializer.is_human_readable() {
            return String::deserialize(deserializer);
        }
        let units = Vec::<u32>::deserialize(deserializer)?;
        let units: Result<Vec<u16>, _> = units.into_iter().map(u16::try_from).collect();
        let units = units.map_err(|_| D::Error::custom("a unit of a `wstring` has more than 16 bits"))?;
        String::from_utf16(&units).map_err(|_| D::Error::custom("a `wstring` is no UTF-16"))
    }
}

/// A string among others.
struct Text(String);

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.write(serializer)
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Text, D::Error> {
        String::read(deserializer).map(Text)
    }
}

/// A string among others, borrowed.
struct Borrowed<'a>(&'a String);

impl Serialize for Borrowed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.write(serializer)
    }
}

impl Wide for Vec<String> {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(Borrowed))
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
        let texts = Vec::<Text>::deserialize(deserializer)?;
        Ok(texts.into_iter().map(|text| text.0).collect())
    }
}

impl<const N: usize> Wide for [String; N] {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        super::array::serialize(&self.each_ref().map(Borrowed), serializer)
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<[String; N], D::Error> {
        let texts: [Text; N] = super::array::deserialize(deserializer)?;
        Ok(texts.map(|text| text.0))
    }
}
