//! What ROS 2 says of a type: the names and types of its fields, and the hash of that.

mod hash;
mod implicit;
mod known;

use std::collections::BTreeMap;

pub use implicit::{ActionDescription, ServiceDescription};
pub use known::{Description, FieldDescription, Source, field};

/// The numbers that ROS 2 has for types of fields.
pub mod type_id {
    /// Not known.
    pub const NOT_SET: u8 = 0;
    /// Another described type.
    pub const NESTED: u8 = 1;
    /// `int8`.
    pub const INT8: u8 = 2;
    /// `uint8`, and `char`.
    pub const UINT8: u8 = 3;
    /// `int16`.
    pub const INT16: u8 = 4;
    /// `uint16`.
    pub const UINT16: u8 = 5;
    /// `int32`.
    pub const INT32: u8 = 6;
    /// `uint32`.
    pub const UINT32: u8 = 7;
    /// `int64`.
    pub const INT64: u8 = 8;
    /// `uint64`.
    pub const UINT64: u8 = 9;
    /// `float32`.
    pub const FLOAT: u8 = 10;
    /// `float64`.
    pub const DOUBLE: u8 = 11;
    /// `bool`.
    pub const BOOLEAN: u8 = 15;
    /// `byte`.
    pub const BYTE: u8 = 16;
    /// `string`.
    pub const STRING: u8 = 17;
    /// `wstring`.
    pub const WSTRING: u8 = 18;
    /// `string<=N`.
    pub const BOUNDED_STRING: u8 = 21;
    /// `wstring<=N`.
    pub const BOUNDED_WSTRING: u8 = 22;
    /// Added for an array.
    pub const ARRAY: u8 = 48;
    /// Added for a sequence with a bound.
    pub const BOUNDED_SEQUENCE: u8 = 96;
    /// Added for a sequence.
    pub const UNBOUNDED_SEQUENCE: u8 = 144;
}

/// A type with all types that are in it, as ROS 2's `TypeDescription` has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeDescription {
    /// The type.
    pub main: Individual,
    /// What is in it, by name.
    pub referenced: BTreeMap<String, Individual>,
}

/// One type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Individual {
    /// Its full name.
    pub type_name: String,
    /// Its fields, in order.
    pub fields: Vec<Field>,
}

/// A field of a type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// One of [`type_id`], with what is added for several.
    pub type_id: u8,
    /// The length of an array, or the bound of a sequence.
    pub capacity: u64,
    /// The bound of a string.
    pub string_capacity: u64,
    /// The type that it has, where it has a described one.
    pub nested_type_name: String,
    /// What it starts with, as the definition writes it.
    pub default_value: String,
}

impl Field {
    fn new(name: &str, type_id: u8) -> Field {
        Field { name: name.to_owned(), type_id, ..Field::default() }
    }

    fn nested(name: &str, of: &TypeDescription) -> Field {
        Field { nested_type_name: of.main.type_name.clone(), ..Field::new(name, type_id::NESTED) }
    }
}

impl TypeDescription {
    /// A type whose fields have these types in them.
    pub fn new<'a>(
        type_name: String,
        fields: Vec<Field>,
        parts: impl IntoIterator<Item = &'a TypeDescription>,
    ) -> TypeDescription {
        let mut referenced = BTreeMap::new();
        for part in parts {
            referenced.insert(part.main.type_name.clone(), part.main.clone());
            referenced.extend(part.referenced.iter().map(|(name, of)| (name.clone(), of.clone())));
        }
        TypeDescription { main: Individual { type_name, fields }, referenced }
    }

    /// The hash that ROS 2 gives to the description, as in `RIHS01_` and 64 hexadecimal digits.
    pub fn hash(&self) -> String {
        hash::of(self)
    }
}
