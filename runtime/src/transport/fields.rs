//! Values field by field, in the order of their definition, each with its kind.
//!
//! Neither names nor padding: what a `Serialize` writes here, a `Deserialize` of another type takes if it has the same
//! kinds of fields, and is refused otherwise. That strictness is why no format of others' is used: those that say what
//! they hold (MessagePack, CBOR) let a number be of another width, and those that do not (postcard) misread it.

mod number;
mod reader;
mod writer;

use std::cell::Cell;

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
    /// A sequence of numbers in one go: their kind, their count, and their bytes.
    Numbers,
    Struct,
    Array,
    Sequence,
}

/// The fields of a value.
pub(crate) struct Fields {
    bytes: Vec<u8>,
    has_filled_sequence: bool,
    has_nul: bool,
}

thread_local! {
    /// The bytes of the last value, kept for the next: to ask the system for as many pages each time, and give them
    /// back, takes longer than to write them.
    static KEPT: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// How many bytes each thread keeps at the most.
const MOST_KEPT: usize = 1 << 20;

impl Drop for Fields {
    fn drop(&mut self) {
        if self.bytes.capacity() <= MOST_KEPT {
            let mut bytes = std::mem::take(&mut self.bytes);
            bytes.clear();
            // Where the thread ends, nothing is kept.
            let _ = KEPT.try_with(|kept| kept.set(bytes));
        }
    }
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

    /// Whether a text has a NUL in it, which C's strings can not have.
    pub(crate) fn has_nul(&self) -> bool {
        self.has_nul
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;
    use serde::de::{DeserializeSeed, Deserializer, SeqAccess, Visitor};
    use std::collections::VecDeque;

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
    }

    #[test]
    fn a_sequence_of_numbers_crosses_to_any_type_of_list() {
        fn crosses<T: Copy + PartialEq + std::fmt::Debug + Serialize + DeserializeOwned>(numbers: [T; 3]) {
            let elements = VecDeque::from(numbers);
            assert_eq!(cross::<Vec<T>>(&numbers.to_vec()).unwrap(), numbers);
            assert_eq!(cross::<VecDeque<T>>(&numbers.to_vec()).unwrap(), elements);
            assert_eq!(cross::<Vec<T>>(&elements).unwrap(), numbers);
            assert_eq!(cross::<[T; 3]>(&numbers.to_vec()).unwrap(), numbers);
            assert_eq!(cross::<Vec<Vec<T>>>(&vec![numbers.to_vec(); 2]).unwrap(), vec![numbers; 2]);
            cross::<[T; 2]>(&numbers.to_vec()).unwrap_err();
            cross::<(Vec<T>, T)>(&(numbers.to_vec(),)).unwrap_err();
        }

        crosses([true, false, true]);
        crosses([i8::MIN, 0, 1]);
        crosses([i16::MIN, 0, 1]);
        crosses([i32::MIN, 0, 1]);
        crosses([i64::MIN, 0, 1]);
        crosses([u8::MAX, 0, 1]);
        crosses([u16::MAX, 0, 1]);
        crosses([u32::MAX, 0, 1]);
        crosses([u64::MAX, 0, 1]);
        crosses([f32::INFINITY, -0.0, 1.0]);
        crosses([f64::INFINITY, -0.0, 1.0]);
        cross::<Vec<u64>>(&vec![1_i64]).unwrap_err();
        cross::<Vec<u16>>(&vec![1_u8, 2]).unwrap_err();
        cross::<VecDeque<f32>>(&vec![1_u32]).unwrap_err();
    }

    #[test]
    fn a_type_that_reads_its_numbers_in_its_own_way_does_so() {
        /// One more than what is written.
        struct More;
        impl<'de> DeserializeSeed<'de> for More {
            type Value = Vec<u8>;
            fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Vec<u8>, D::Error> {
                Vec::<u8>::deserialize(deserializer).map(|numbers| [&numbers[..], &[9]].concat())
            }
        }
        struct Two;
        impl<'de> Visitor<'de> for Two {
            type Value = Vec<u8>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a list")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Vec<u8>, A::Error> {
                Ok(elements.next_element_seed(More)?.unwrap_or_default())
            }
        }
        #[derive(Debug, PartialEq)]
        struct Own(Vec<u8>);
        impl<'de> Deserialize<'de> for Own {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Own, D::Error> {
                deserializer.deserialize_tuple(1, Two).map(Own)
            }
        }

        assert_eq!(cross::<Own>(&(vec![1_u8],)).unwrap(), Own(vec![1, 9]));
    }

    #[test]
    fn what_one_value_leaves_is_nothing_to_the_next() {
        drop(Fields::of(&vec![7_u8; 100]).unwrap());
        assert_eq!(cross::<Pose>(&pose()).unwrap(), pose());
        assert!(Fields::of(&Some(1_u8)).is_err());
        assert_eq!(cross::<u8>(&1_u8).unwrap(), 1);
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
    fn what_sequences_and_texts_have_is_known() {
        assert!(!Fields::of(&(Vec::<u8>::new(), [1_u8; 2])).unwrap().has_filled_sequence());
        assert!(Fields::of(&vec![1_u8]).unwrap().has_filled_sequence());
        assert!(Fields::of(&vec![String::new()]).unwrap().has_filled_sequence());
        assert!(!Fields::of(&Vec::<String>::new()).unwrap().has_filled_sequence());
        assert!(Fields::of(&("a", vec!["b\0"])).unwrap().has_nul());
        assert!(!Fields::of(&("a", vec!["b"])).unwrap().has_nul());
    }
}
