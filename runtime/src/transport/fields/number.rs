//! Lists of numbers, in one go.
//!
//! serde writes and reads a `Vec` of numbers element by element, which takes twenty times as long as to copy it. What is
//! generic here is compared with each such `Vec`, which the compiler decides.

use std::any::type_name;
use std::marker::PhantomData;

use castaway::cast;
use serde::de::DeserializeSeed;

use super::Kind;

macro_rules! numbers {
    ($($kind:ident $number:ident: $to_bytes:expr, $from_bytes:expr;)*) => {
        /// Appends the kind of the numbers, their count and their bytes, and tells the count, if that is a `Vec` of some.
        #[inline]
        pub(super) fn write<T: ?Sized>(list: &T, bytes: &mut Vec<u8>) -> Option<u32> {
            $(
                if let Ok(numbers) = cast!(list, &Vec<$number>) {
                    let count = u32::try_from(numbers.len()).ok()?;
                    bytes.push(Kind::$kind as u8);
                    bytes.extend_from_slice(&count.to_le_bytes());
                    let start = bytes.len();
                    bytes.resize(start + size_of_val(numbers.as_slice()), 0);
                    for (room, &number) in bytes[start..].as_chunks_mut().0.iter_mut().zip(numbers) {
                        *room = ($to_bytes)(number);
                    }
                    return Some(count);
                }
            )*
            None
        }

        /// What the seed makes of these numbers, if that is a `Vec` of their kind.
        #[inline]
        pub(super) fn read<'de, T: DeserializeSeed<'de>>(_seed: &T, kind: u8, bytes: &[u8]) -> Option<T::Value> {
            // Another seed may make a `Vec` in a way of its own.
            if type_name::<T>() != type_name::<PhantomData<T::Value>>() {
                return None;
            }
            let mut value = None;
            $(
                if kind == Kind::$kind as u8
                    && let Ok(value) = cast!(&mut value, &mut Option<Vec<$number>>)
                {
                    *value = Some(bytes.as_chunks().0.iter().map(|&number| ($from_bytes)(number)).collect());
                }
            )*
            value
        }

        /// How many bytes a number of this kind has.
        pub(super) fn size(kind: u8) -> Option<usize> {
            match kind {
                $(kind if kind == Kind::$kind as u8 => Some(size_of::<$number>()),)*
                _ => None,
            }
        }
    };
}

numbers! {
    Bool bool: |value: bool| [u8::from(value)], |[byte]: [u8; 1]| byte != 0;
    I8 i8: i8::to_le_bytes, i8::from_le_bytes;
    I16 i16: i16::to_le_bytes, i16::from_le_bytes;
    I32 i32: i32::to_le_bytes, i32::from_le_bytes;
    I64 i64: i64::to_le_bytes, i64::from_le_bytes;
    U8 u8: u8::to_le_bytes, u8::from_le_bytes;
    U16 u16: u16::to_le_bytes, u16::from_le_bytes;
    U32 u32: u32::to_le_bytes, u32::from_le_bytes;
    U64 u64: u64::to_le_bytes, u64::from_le_bytes;
    F32 f32: f32::to_le_bytes, f32::from_le_bytes;
    F64 f64: f64::to_le_bytes, f64::from_le_bytes;
}
