//! From a value.

use serde::Serialize;
use serde::ser::{self, Impossible, Serializer};

use super::{Fields, KEPT, Kind, Misfit, number};

pub(super) fn write(message: &impl Serialize) -> Result<Fields, Misfit> {
    let mut writer =
        Writer { fields: Fields { bytes: KEPT.take(), has_filled_sequence: false, has_nul: false } };
    writer.value(message)?;
    Ok(writer.fields)
}

struct Writer {
    fields: Fields,
}

impl Writer {
    fn put(&mut self, kind: Kind, bytes: &[u8]) {
        self.fields.bytes.push(kind as u8);
        self.fields.bytes.extend_from_slice(bytes);
    }

    fn block(&mut self, bytes: &[u8]) -> Result<(), Misfit> {
        let length = u32::try_from(bytes.len()).map_err(|_| no("so long a list"))?;
        self.fields.bytes.extend_from_slice(&length.to_le_bytes());
        self.fields.bytes.extend_from_slice(bytes);
        Ok(())
    }

    fn value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Misfit> {
        let start = self.fields.bytes.len();
        self.fields.bytes.push(Kind::Numbers as u8);
        if let Some(count) = number::write(value, &mut self.fields.bytes) {
            self.fields.has_filled_sequence |= count > 0;
            return Ok(());
        }
        self.fields.bytes.truncate(start);
        value.serialize(self)
    }

    fn open(&mut self, kind: Kind) -> List<'_> {
        // How many there are is written when that is known.
        self.put(kind, &[0; 4]);
        List { at: self.fields.bytes.len(), writer: self, kind, elements: 0 }
    }
}

/// A list that is being written.
struct List<'a> {
    writer: &'a mut Writer,
    kind: Kind,
    /// Where the first element is.
    at: usize,
    elements: u32,
}

impl List<'_> {
    fn element<T: Serialize + ?Sized>(&mut self, element: &T) -> Result<(), Misfit> {
        self.elements = self.elements.checked_add(1).ok_or_else(|| no("so long a list"))?;
        self.writer.value(element)
    }

    fn close(self) {
        let Writer { fields } = self.writer;
        fields.bytes[self.at - 4..self.at].copy_from_slice(&self.elements.to_le_bytes());
        fields.has_filled_sequence |= self.kind == Kind::Sequence && self.elements > 0;
    }
}

fn no(what: &str) -> Misfit {
    Misfit(format!("{what} does not cross field by field"))
}

/// The methods for numbers.
macro_rules! numbers {
    ($($method:ident($number:ty) $kind:ident;)*) => {$(
        fn $method(self, value: $number) -> Result<(), Misfit> {
            self.put(Kind::$kind, &value.to_le_bytes());
            Ok(())
        }
    )*};
}

impl<'a> Serializer for &'a mut Writer {
    type Ok = ();
    type Error = Misfit;
    type SerializeSeq = List<'a>;
    type SerializeTuple = List<'a>;
    type SerializeTupleStruct = List<'a>;
    type SerializeTupleVariant = Impossible<(), Misfit>;
    type SerializeMap = Impossible<(), Misfit>;
    type SerializeStruct = List<'a>;
    type SerializeStructVariant = Impossible<(), Misfit>;

    numbers! {
        serialize_i8(i8) I8;
        serialize_i16(i16) I16;
        serialize_i32(i32) I32;
        serialize_i64(i64) I64;
        serialize_u8(u8) U8;
        serialize_u16(u16) U16;
        serialize_u32(u32) U32;
        serialize_u64(u64) U64;
        serialize_f32(f32) F32;
        serialize_f64(f64) F64;
    }

    fn serialize_bool(self, value: bool) -> Result<(), Misfit> {
        self.put(Kind::Bool, &[u8::from(value)]);
        Ok(())
    }

    fn serialize_str(self, value: &str) -> Result<(), Misfit> {
        self.fields.has_nul |= value.contains('\0');
        self.fields.bytes.push(Kind::Text as u8);
        self.block(value.as_bytes())
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<(), Misfit> {
        self.fields.has_filled_sequence |= !value.is_empty();
        self.put(Kind::Numbers, &[Kind::U8 as u8]);
        self.block(value)
    }

    fn serialize_seq(self, _length: Option<usize>) -> Result<List<'a>, Misfit> {
        Ok(self.open(Kind::Sequence))
    }

    fn serialize_tuple(self, _length: usize) -> Result<List<'a>, Misfit> {
        Ok(self.open(Kind::Array))
    }

    fn serialize_tuple_struct(self, _name: &'static str, _length: usize) -> Result<List<'a>, Misfit> {
        Ok(self.open(Kind::Array))
    }

    fn serialize_struct(self, _name: &'static str, _length: usize) -> Result<List<'a>, Misfit> {
        Ok(self.open(Kind::Struct))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        value: &T,
    ) -> Result<(), Misfit> {
        self.value(value)
    }

    fn serialize_char(self, _value: char) -> Result<(), Misfit> {
        Err(no("a `char`"))
    }

    fn serialize_none(self) -> Result<(), Misfit> {
        Err(no("an `Option`"))
    }

    fn serialize_some<T: Serialize + ?Sized>(self, _value: &T) -> Result<(), Misfit> {
        Err(no("an `Option`"))
    }

    fn serialize_unit(self) -> Result<(), Misfit> {
        Err(no("a unit"))
    }

    fn serialize_unit_struct(self, _name: &'static str) -> Result<(), Misfit> {
        self.open(Kind::Struct).close();
        Ok(())
    }

    fn serialize_unit_variant(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
    ) -> Result<(), Misfit> {
        Err(no("an enum"))
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
        _value: &T,
    ) -> Result<(), Misfit> {
        Err(no("an enum"))
    }

    fn serialize_tuple_variant(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
        _length: usize,
    ) -> Result<Impossible<(), Misfit>, Misfit> {
        Err(no("an enum"))
    }

    fn serialize_struct_variant(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
        _length: usize,
    ) -> Result<Impossible<(), Misfit>, Misfit> {
        Err(no("an enum"))
    }

    fn serialize_map(self, _length: Option<usize>) -> Result<Impossible<(), Misfit>, Misfit> {
        Err(no("a map"))
    }
}

/// What serde calls an element, in lists of each kind.
macro_rules! lists {
    ($($kind:ident::$method:ident($($name:ident: $name_type:ty)?);)*) => {$(
        impl ser::$kind for List<'_> {
            type Ok = ();
            type Error = Misfit;

            fn $method<T: Serialize + ?Sized>(
                &mut self,
                $($name: $name_type,)?
                value: &T,
            ) -> Result<(), Misfit> {
                self.element(value)
            }

            fn end(self) -> Result<(), Misfit> {
                self.close();
                Ok(())
            }
        }
    )*};
}

lists! {
    SerializeSeq::serialize_element();
    SerializeTuple::serialize_element();
    SerializeTupleStruct::serialize_field();
    SerializeStruct::serialize_field(_name: &'static str);
}
