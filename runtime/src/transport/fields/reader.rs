//! To a value.

use serde::de::value::SeqDeserializer;
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, SeqAccess, Visitor};

use super::{Kind, Misfit, number};

/// What IDL, which knows no empty struct, gives a message without fields.
const DUMMY: &str = "structure_needs_at_least_one_member";

pub(super) fn read<M: DeserializeOwned>(bytes: &[u8]) -> Result<M, Misfit> {
    let mut reader = Reader { bytes };
    let value = M::deserialize(&mut reader)?;
    if reader.bytes.is_empty() { Ok(value) } else { Err(misfit("more fields than the type has")) }
}

/// What is not read yet.
struct Reader<'a> {
    bytes: &'a [u8],
}

fn misfit(text: &str) -> Misfit {
    Misfit(text.to_owned())
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], Misfit> {
        let (taken, rest) = self.bytes.split_at_checked(count).ok_or_else(|| misfit("no field is left"))?;
        self.bytes = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Misfit> {
        self.take(N)?.try_into().map_err(|_| misfit("no field is left"))
    }

    fn length(&mut self) -> Result<usize, Misfit> {
        Ok(u32::from_le_bytes(self.array()?) as usize)
    }

    fn expect(&mut self, kind: Kind) -> Result<(), Misfit> {
        let [found] = self.array()?;
        if found == kind as u8 { Ok(()) } else { Err(Misfit(format!("a field is no {kind:?}"))) }
    }

    fn text(&mut self) -> Result<&'a str, Misfit> {
        self.expect(Kind::Text)?;
        let length = self.length()?;
        str::from_utf8(self.take(length)?).map_err(|_| misfit("a text is no UTF-8"))
    }

    fn is_at_numbers(&self) -> bool {
        self.bytes.first() == Some(&(Kind::Numbers as u8))
    }

    fn numbers(&mut self) -> Result<Numbers<'a>, Misfit> {
        self.expect(Kind::Numbers)?;
        let [kind] = self.array()?;
        let count = self.length()?;
        let size = number::size(kind).ok_or_else(|| misfit("a list has no kind"))?;
        Ok(Numbers { kind, size, bytes: self.take(count * size)? })
    }

    /// The count of the elements of a list of one of these kinds.
    fn list(&mut self, kinds: &[Kind]) -> Result<usize, Misfit> {
        let [found] = self.array()?;
        if kinds.iter().all(|&kind| found != kind as u8) {
            return Err(Misfit(format!("a field is none of {kinds:?}")));
        }
        self.length()
    }

    /// For a type that takes numbers as a list of any elements.
    fn numbers_one_by_one<'de, V: Visitor<'de>>(
        &mut self,
        wanted: Option<usize>,
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        let Numbers { kind, size, bytes } = self.numbers()?;
        let count = bytes.len() / size;
        if wanted.is_some_and(|wanted| wanted != count) {
            return Err(misfit("an array has another length"));
        }
        let mut spelled = Vec::with_capacity(bytes.len() + count);
        for number in bytes.chunks_exact(size) {
            spelled.push(kind);
            spelled.extend_from_slice(number);
        }
        Reader { bytes: &spelled }.elements(count, visitor)
    }

    fn elements<'de, V: Visitor<'de>>(&mut self, count: usize, visitor: V) -> Result<V::Value, Misfit> {
        let mut elements = Elements { reader: self, left: count };
        let value = visitor.visit_seq(&mut elements)?;
        if elements.left == 0 { Ok(value) } else { Err(misfit("a list has more elements than the type")) }
    }
}

/// The methods for numbers.
macro_rules! numbers {
    ($($method:ident $visit:ident($number:ty) $kind:ident;)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
            self.expect(Kind::$kind)?;
            visitor.$visit(<$number>::from_le_bytes(self.array()?))
        }
    )*};
}

impl<'de> Deserializer<'de> for &mut Reader<'_> {
    type Error = Misfit;

    numbers! {
        deserialize_i8 visit_i8(i8) I8;
        deserialize_i16 visit_i16(i16) I16;
        deserialize_i32 visit_i32(i32) I32;
        deserialize_i64 visit_i64(i64) I64;
        deserialize_u8 visit_u8(u8) U8;
        deserialize_u16 visit_u16(u16) U16;
        deserialize_u32 visit_u32(u32) U32;
        deserialize_u64 visit_u64(u64) U64;
        deserialize_f32 visit_f32(f32) F32;
        deserialize_f64 visit_f64(f64) F64;
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        self.expect(Kind::Bool)?;
        let [value] = self.array()?;
        visitor.visit_bool(value != 0)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_str(self.text()?)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        self.deserialize_str(visitor)
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        if !self.is_at_numbers() {
            return self.deserialize_seq(visitor);
        }
        let Numbers { kind, bytes, .. } = self.numbers()?;
        if kind != Kind::U8 as u8 {
            return Err(misfit("the elements of a list are no U8"));
        }
        visitor.visit_bytes(bytes)
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        self.deserialize_bytes(visitor)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        if self.is_at_numbers() {
            return self.numbers_one_by_one(None, visitor);
        }
        let count = self.list(&[Kind::Sequence, Kind::Array])?;
        self.elements(count, visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, Misfit> {
        if self.is_at_numbers() {
            return self.numbers_one_by_one(Some(length), visitor);
        }
        let count = self.list(&[Kind::Sequence, Kind::Array])?;
        if count != length {
            return Err(misfit("an array has another length"));
        }
        self.elements(count, visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        self.deserialize_tuple(length, visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        let count = self.list(&[Kind::Struct])?;
        match (count, fields) {
            // A message without fields, on one of the two sides with what IDL gives it.
            (0, [DUMMY]) => visitor.visit_seq(SeqDeserializer::new(std::iter::once(0_u8))),
            (1, []) => {
                self.expect(Kind::U8)?;
                self.take(1)?;
                self.elements(0, visitor)
            }
            _ if count == fields.len() => self.elements(count, visitor),
            _ => Err(misfit("a struct has another count of fields")),
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        self.deserialize_struct(name, &[], visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_any<V: Visitor<'de>>(self, _visitor: V) -> Result<V::Value, Misfit> {
        Err(misfit("the type does not say what it wants"))
    }

    serde::forward_to_deserialize_any! {
        char option unit map enum identifier ignored_any
    }
}

/// A list of numbers of one kind.
struct Numbers<'a> {
    kind: u8,
    size: usize,
    bytes: &'a [u8],
}

struct Elements<'r, 'a> {
    reader: &'r mut Reader<'a>,
    left: usize,
}

impl<'de> SeqAccess<'de> for &mut Elements<'_, '_> {
    type Error = Misfit;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Misfit> {
        let Some(left) = self.left.checked_sub(1) else { return Ok(None) };
        self.left = left;
        if self.reader.is_at_numbers() {
            let mut after = Reader { bytes: self.reader.bytes };
            let Numbers { kind, bytes, .. } = after.numbers()?;
            if let Some(list) = number::read(&seed, kind, bytes) {
                *self.reader = after;
                return Ok(Some(list));
            }
        }
        seed.deserialize(&mut *self.reader).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.left)
    }
}
