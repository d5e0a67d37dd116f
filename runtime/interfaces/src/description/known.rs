//! Descriptions as constants: what generated and derived types carry.

use std::collections::{BTreeMap, BTreeSet};

use super::{Field, Individual, TypeDescription, type_id};

/// What is known of a type while compiling.
#[derive(Clone, Copy, Debug)]
pub struct Description {
    /// Its full name, as in `std_msgs/msg/String`.
    pub name: &'static str,
    /// Its fields, in order.
    pub fields: &'static [FieldDescription],
    /// What it was generated from, where that is a file of its own.
    pub source: Option<Source>,
    /// Its hash, where it was computed already.
    pub hash: Option<&'static str>,
}

/// A definition's text.
#[derive(Clone, Copy, Debug)]
pub struct Source {
    /// Its language, as ROS 2 calls it.
    pub encoding: &'static str,
    /// The text.
    pub text: &'static str,
}

/// What is known of a field while compiling.
#[derive(Clone, Copy, Debug)]
pub struct FieldDescription {
    /// Its name.
    pub name: &'static str,
    /// One of [`type_id`], with what is added for several; 0 where it is not known.
    pub type_id: u8,
    /// The length of an array, or the bound of a sequence.
    pub capacity: u64,
    /// The bound of a string.
    pub string_capacity: u64,
    /// The type that it has, where it has a described one.
    pub nested: Option<&'static Description>,
    /// What it starts with, as the definition writes it.
    pub default: &'static str,
}

/// A field.
pub const fn field(
    name: &'static str,
    type_id: u8,
    capacity: u64,
    string_capacity: u64,
    nested: Option<&'static Description>,
    default: &'static str,
) -> FieldDescription {
    FieldDescription { name, type_id, capacity, string_capacity, nested, default }
}

impl FieldDescription {
    /// A field of a type that nothing is known of.
    pub const UNKNOWN: FieldDescription = field("", type_id::NOT_SET, 0, 0, None, "");

    /// The same with a name.
    #[must_use]
    pub const fn named(mut self, name: &'static str) -> FieldDescription {
        self.name = name;
        self
    }

    /// Several of the same: what is added to the type, and how many.
    #[must_use]
    pub const fn several(mut self, added: u8, capacity: u64) -> FieldDescription {
        // An unknown one stays unknown, and so does what is several already.
        if self.type_id != type_id::NOT_SET && self.type_id < type_id::ARRAY {
            self.type_id += added;
            self.capacity = capacity;
        } else {
            self.type_id = type_id::NOT_SET;
        }
        self
    }

    /// The same with a bound, where it is a sequence.
    #[must_use]
    pub const fn bounded(mut self, bound: u64) -> FieldDescription {
        if self.type_id > type_id::UNBOUNDED_SEQUENCE {
            self.type_id -= type_id::UNBOUNDED_SEQUENCE - type_id::BOUNDED_SEQUENCE;
            self.capacity = bound;
        }
        self
    }

    /// The same with strings of this length at the most.
    #[must_use]
    pub const fn string_bounded(mut self, bound: u64) -> FieldDescription {
        self.string_capacity = bound;
        self.element(type_id::STRING, type_id::BOUNDED_STRING)
            .element(type_id::WSTRING, type_id::BOUNDED_WSTRING)
    }

    /// The same with `wstring` for `string`.
    #[must_use]
    pub const fn wide(self) -> FieldDescription {
        self.element(type_id::STRING, type_id::WSTRING)
            .element(type_id::BOUNDED_STRING, type_id::BOUNDED_WSTRING)
    }

    /// The same with `byte` for `uint8`.
    #[must_use]
    pub const fn of_bytes(self) -> FieldDescription {
        self.element(type_id::UINT8, type_id::BYTE)
    }

    /// The same with another element.
    const fn element(mut self, from: u8, to: u8) -> FieldDescription {
        let element = self.type_id % type_id::ARRAY;
        if element == from {
            self.type_id = self.type_id - from + to;
        }
        self
    }

    /// Whether it says how long something can be.
    pub fn is_bounded(&self) -> bool {
        let sequence = self.type_id - self.type_id % type_id::ARRAY == type_id::BOUNDED_SEQUENCE;
        sequence || self.string_capacity > 0
    }

    const fn is_nested(&self) -> bool {
        self.type_id % type_id::ARRAY == type_id::NESTED
    }
}

impl Description {
    /// The description with all types that are in it; `None` where the type of a field is not known.
    pub fn whole(&self) -> Option<TypeDescription> {
        let (mut referenced, mut open) = (BTreeMap::new(), self.nested().collect::<Vec<_>>());
        while let Some(next) = open.pop() {
            if !referenced.contains_key(next.name) {
                referenced.insert(next.name.to_owned(), next.individual()?);
                open.extend(next.nested());
            }
        }
        Some(TypeDescription { main: self.individual()?, referenced })
    }

    /// The description without what is in it.
    fn individual(&self) -> Option<Individual> {
        let fields = self.fields.iter().map(|field| {
            let is_unknown =
                field.type_id == type_id::NOT_SET || (field.is_nested() && field.nested.is_none());
            (!is_unknown).then(|| Field {
                name: field.name.to_owned(),
                type_id: field.type_id,
                capacity: field.capacity,
                string_capacity: field.string_capacity,
                nested_type_name: field.nested.map(|of| of.name.to_owned()).unwrap_or_default(),
                default_value: field.default.to_owned(),
            })
        });
        Some(Individual { type_name: self.name.to_owned(), fields: fields.collect::<Option<_>>()? })
    }

    fn nested(&self) -> impl Iterator<Item = &'static Description> {
        self.fields.iter().filter_map(|field| field.nested)
    }

    /// The hash that ROS 2 gives to it; `None` where the type of a field is not known.
    pub fn hash(&self) -> Option<String> {
        match self.hash {
            Some(hash) => Some(hash.to_owned()),
            None => self.whole().map(|whole| whole.hash()),
        }
    }

    /// Calls `visit` with it, and once with each that is in it.
    pub fn visit(&'static self, visit: &mut dyn FnMut(&'static Description)) {
        let (mut seen, mut open) = (BTreeSet::from([self.name]), vec![self]);
        while let Some(next) = open.pop() {
            visit(next);
            open.extend(next.nested().filter(|nested| seen.insert(nested.name)));
        }
    }
}
