//! Values field by field, in the order of their definition, each with its kind.
//!
//! Neither names nor padding: what a `Serialize` writes here, a `Deserialize` of another type takes if it has the same
//! kinds of fields, and is refused otherwise. That strictness is why no format of others' is used: those that say what
//! they hold (MessagePack, CBOR) let a number be of another width, and those that do not (postcard) misread it.

mod reader;
mod writer;

use serde::Serialize;
use serde::de::DeserializeOwned;

/// Why a value can not cross this way.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Misfit(String);

impl serde::ser::Error for Misfit {
    fn custom<T: std::fmt::Display>(text: T) -> Misfit {
        Misfit(text.to_string())
    }
}

impl serde::de::Error for Misfit {
    fn custom<T: std::fmt::Display>(text: T) -> Misfit {
        Misfit(text.to_string())
    }
}

/// What stands before a field: numbers and texts have their bytes behind it, lists the count of their elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
enum Kind {
    Bool,
    I8,
    I16,
    I32,
    I64,
    U8,
    U16,
    U32,
    U64,
    F32,
    F64,
    /// A length, and so many bytes.
    Text,
    /// A sequence of `U8` in one go.
    Bytes,
    Struct,
    Array,
    Sequence,
}

/// The longest list whose elements cross one by one; a longer one is copied faster by ROS 2's type support.
const LONGEST_LIST: usize = 1024;

/// The fields of a value.
pub(crate) struct Fields {
    bytes: Vec<u8>,
    has_filled_sequence: bool,
    has_list_in_sequence: bool,
}

impl Fields {
    pub(crate) fn of(message: &impl Serialize) -> Result<Fields, Misfit> {
        writer::write(message)
    }

    pub(crate) fn read<M: DeserializeOwned>(&self) -> Result<M, Misfit> {
        reader::read(&self.bytes)
    }

    /// Whether a sequence has elements.
    pub(crate) fn has_filled_sequence(&self) -> bool {
        self.has_filled_sequence
    }

    /// Whether an element of a sequence is, or has, an array or a sequence.
    pub(crate) fn has_list_in_sequence(&self) -> bool {
        self.has_list_in_sequence
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Pose {
        valid: bool,
        frame: String,
        small: (i8, u8, i16, u16),
        large: (i32, u32, i64, u64),
        real: [f32; 2],
        values: Vec<f64>,
        #[serde(with = "crate::message::bytes")]
        image: Vec<u8>,
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Nothing {}

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Only {
        structure_needs_at_least_one_member: u8,
    }

    fn pose() -> Pose {
        Pose {
            valid: true,
            frame: "mäp".to_owned(),
            small: (i8::MIN, u8::MAX, i16::MIN, u16::MAX),
            large: (i32::MIN, u32::MAX, i64::MIN, u64::MAX),
            real: [f32::MIN_POSITIVE, -0.0],
            values: vec![f64::INFINITY, 1.5],
            image: vec![1; 3],
        }
    }

    fn cross<M: DeserializeOwned>(from: &impl Serialize) -> Result<M, Misfit> {
        Fields::of(from)?.read()
    }

    #[test]
    fn every_kind_of_field_crosses() {
        assert_eq!(cross::<Pose>(&pose()).unwrap(), pose());
    }

    #[test]
    fn other_kinds_are_refused() {
        cross::<i32>(&1_u32).unwrap_err();
        cross::<u64>(&1_u32).unwrap_err();
        cross::<f64>(&1_f32).unwrap_err();
        cross::<bool>(&1_u8).unwrap_err();
        cross::<String>(&vec![1_u8]).unwrap_err();
        cross::<(u8, u8)>(&vec![1_u8]).unwrap_err();
        cross::<[u8; 2]>(&[1_u8; 3]).unwrap_err();
        cross::<Only>(&pose()).unwrap_err();
        cross::<u8>(&Some(1_u8)).unwrap_err();
    }

    #[test]
    fn a_sequence_of_bytes_crosses_in_one_go_or_byte_by_byte() {
        #[derive(Debug, PartialEq, Serialize, Deserialize)]
        struct Block(#[serde(with = "crate::message::bytes")] Vec<u8>);

        assert_eq!(cross::<Vec<u8>>(&Block(vec![1, 2])).unwrap(), [1, 2]);
        assert_eq!(cross::<Block>(&vec![1_u8, 2]).unwrap(), Block(vec![1, 2]));
        cross::<Vec<i8>>(&Block(vec![1, 2])).unwrap_err();
        cross::<Block>(&vec![1_i8, 2]).unwrap_err();
        cross::<Vec<u8>>(&Block(vec![1; LONGEST_LIST + 1])).unwrap_err();
    }

    #[test]
    fn an_array_crosses_to_a_sequence_and_back() {
        assert_eq!(cross::<Vec<u8>>(&[1_u8; 3]).unwrap(), [1; 3]);
        assert_eq!(cross::<[u8; 3]>(&vec![1_u8; 3]).unwrap(), [1; 3]);
    }

    #[test]
    fn a_message_without_fields_has_one_for_others() {
        assert_eq!(cross::<Nothing>(&Nothing {}).unwrap(), Nothing {});
        assert_eq!(cross::<Only>(&Nothing {}).unwrap(), Only { structure_needs_at_least_one_member: 0 });
        assert_eq!(cross::<Nothing>(&Only { structure_needs_at_least_one_member: 0 }).unwrap(), Nothing {});
    }

    #[test]
    fn a_long_list_goes_another_way() {
        assert!(Fields::of(&vec![0_u8; LONGEST_LIST]).is_ok());
        assert!(Fields::of(&vec![0_u8; LONGEST_LIST + 1]).is_err());
    }

    #[test]
    fn what_a_sequence_has_is_known() {
        assert!(!Fields::of(&(Vec::<u8>::new(), [1_u8; 2])).unwrap().has_filled_sequence());
        assert!(Fields::of(&vec![1_u8]).unwrap().has_filled_sequence());
        assert!(
            !Fields::of(&vec![Only { structure_needs_at_least_one_member: 1 }])
                .unwrap()
                .has_list_in_sequence()
        );
        assert!(Fields::of(&vec![Pose { values: Vec::new(), ..pose() }]).unwrap().has_list_in_sequence());
    }
}
