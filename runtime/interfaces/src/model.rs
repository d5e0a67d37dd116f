//! Packages, and what their definitions say.

use std::path::PathBuf;
use std::rc::Rc;

/// A package with its definitions, in order of their names.
#[derive(Debug)]
pub(crate) struct Package {
    /// Its name.
    pub(crate) name: String,
    /// Where it is.
    pub(crate) directory: PathBuf,
    /// Its messages.
    pub(crate) messages: Vec<Structure>,
    /// Its services.
    pub(crate) services: Vec<Service>,
    /// Its actions.
    pub(crate) actions: Vec<Action>,
}

impl Package {
    /// Messages, and the parts of services and actions that are defined in their files.
    pub(crate) fn structures(&self) -> impl Iterator<Item = &Structure> {
        let services = self.services.iter().flat_map(|service| [&service.request, &service.response]);
        let actions = self.actions.iter().flat_map(|action| [&action.goal, &action.result, &action.feedback]);
        self.messages.iter().chain(services).chain(actions)
    }
}

/// Where a definition comes from.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Source {
    /// The file.
    pub(crate) path: PathBuf,
    /// The language, as ROS 2 calls it: `msg`, `srv`, `action` or `idl`.
    pub(crate) encoding: &'static str,
    /// The file's text.
    pub(crate) text: String,
}

/// A message, or what a service or action consists of.
#[derive(Clone, Debug)]
pub(crate) struct Structure {
    /// Its package.
    pub(crate) package: String,
    /// `msg`, `srv` or `action`.
    pub(crate) kind: &'static str,
    /// Its name, as in `AddTwoInts_Request`.
    pub(crate) name: String,
    /// What is said of it.
    pub(crate) comment: Vec<String>,
    /// Its fields, in order.
    pub(crate) fields: Vec<Field>,
    /// Its constants, in order.
    pub(crate) constants: Vec<Constant>,
    /// Where it is defined.
    pub(crate) source: Rc<Source>,
}

impl Structure {
    /// Package, kind and name, as in `std_msgs/msg/String`.
    pub(crate) fn ros_name(&self) -> String {
        format!("{}/{}/{}", self.package, self.kind, self.name)
    }

    /// The name in Rust, as in `AddTwoIntsRequest`.
    pub(crate) fn rust_name(&self) -> String {
        crate::names::rust_type(&self.name.replace('_', ""))
    }
}

/// A service's two halves.
#[derive(Debug)]
pub(crate) struct Service {
    /// Its name.
    pub(crate) name: String,
    /// What a client sends.
    pub(crate) request: Structure,
    /// What the server answers.
    pub(crate) response: Structure,
}

/// An action's three parts.
#[derive(Debug)]
pub(crate) struct Action {
    /// Its name.
    pub(crate) name: String,
    /// What a client sends.
    pub(crate) goal: Structure,
    /// How it ended.
    pub(crate) result: Structure,
    /// How far it has come.
    pub(crate) feedback: Structure,
}

/// A field of a structure.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    /// Its name in ROS 2.
    pub(crate) name: String,
    /// Its type.
    pub(crate) ty: Type,
    /// The type as the definition writes it.
    pub(crate) written: String,
    /// The value that it starts with.
    pub(crate) default: Option<Value>,
    /// The same as the definition writes it.
    pub(crate) default_text: String,
    /// What is said of it.
    pub(crate) comment: Vec<String>,
    /// The unit that an annotation in IDL gives.
    pub(crate) unit: Option<String>,
    /// The line of its definition.
    pub(crate) line: usize,
}

/// A constant of a structure.
#[derive(Clone, Debug)]
pub(crate) struct Constant {
    /// Its name.
    pub(crate) name: String,
    /// Its type.
    pub(crate) element: Element,
    /// The type as the definition writes it.
    pub(crate) written: String,
    /// Its value.
    pub(crate) value: Value,
    /// What is said of it.
    pub(crate) comment: Vec<String>,
}

/// The type of a field: an element, once or several times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Type {
    /// What there is one or several of.
    pub(crate) element: Element,
    /// How many.
    pub(crate) count: Count,
}

impl Type {
    /// The bound of its strings.
    pub(crate) fn string_bound(&self) -> Option<usize> {
        match &self.element {
            Element::String { bound } | Element::WString { bound } => *bound,
            _ => None,
        }
    }

    /// Whether it says how long something can be.
    pub(crate) fn is_bounded(&self) -> bool {
        self.string_bound().is_some() || matches!(self.count, Count::Bounded(_))
    }
}

/// How many elements a field has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Count {
    /// One.
    One,
    /// Always as many: `[3]`.
    Array(usize),
    /// As many at the most: `[<=3]`.
    Bounded(usize),
    /// Any number: `[]`.
    Unbounded,
}

/// What a field has one or several of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Element {
    /// A number, `bool`, `char` or `byte`.
    Primitive(Primitive),
    /// A string, with its bound.
    String {
        /// How many bytes it has at the most.
        bound: Option<usize>,
    },
    /// A string of UTF-16, with its bound.
    WString {
        /// How many units of UTF-16 it has at the most.
        bound: Option<usize>,
    },
    /// A message.
    Message {
        /// Its package.
        package: String,
        /// Its name.
        name: String,
    },
}

/// The primitive types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "their names say all")]
pub(crate) enum Primitive {
    Bool,
    Byte,
    Char,
    Float32,
    Float64,
    Int8,
    Uint8,
    Int16,
    Uint16,
    Int32,
    Uint32,
    Int64,
    Uint64,
}

impl Primitive {
    /// In the order of their names in ROS 2.
    pub(crate) const ALL: [(&str, Primitive); 13] = [
        ("bool", Primitive::Bool),
        ("byte", Primitive::Byte),
        ("char", Primitive::Char),
        ("float32", Primitive::Float32),
        ("float64", Primitive::Float64),
        ("int16", Primitive::Int16),
        ("int32", Primitive::Int32),
        ("int64", Primitive::Int64),
        ("int8", Primitive::Int8),
        ("uint16", Primitive::Uint16),
        ("uint32", Primitive::Uint32),
        ("uint64", Primitive::Uint64),
        ("uint8", Primitive::Uint8),
    ];

    /// The type in Rust.
    pub(crate) fn rust(self) -> &'static str {
        match self {
            Primitive::Bool => "bool",
            Primitive::Byte | Primitive::Char | Primitive::Uint8 => "u8",
            Primitive::Float32 => "f32",
            Primitive::Float64 => "f64",
            Primitive::Int8 => "i8",
            Primitive::Int16 => "i16",
            Primitive::Uint16 => "u16",
            Primitive::Int32 => "i32",
            Primitive::Uint32 => "u32",
            Primitive::Int64 => "i64",
            Primitive::Uint64 => "u64",
        }
    }

    /// The least and the greatest value of an integer.
    pub(crate) fn range(self) -> Option<(i128, i128)> {
        Some(match self {
            Primitive::Bool | Primitive::Float32 | Primitive::Float64 => return None,
            Primitive::Byte | Primitive::Char | Primitive::Uint8 => (0, u8::MAX.into()),
            Primitive::Int8 => (i8::MIN.into(), i8::MAX.into()),
            Primitive::Int16 => (i16::MIN.into(), i16::MAX.into()),
            Primitive::Uint16 => (0, u16::MAX.into()),
            Primitive::Int32 => (i32::MIN.into(), i32::MAX.into()),
            Primitive::Uint32 => (0, u32::MAX.into()),
            Primitive::Int64 => (i64::MIN.into(), i64::MAX.into()),
            Primitive::Uint64 => (0, u64::MAX.into()),
        })
    }
}

/// The value of a constant, or the one that a field starts with.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Integer(i128),
    /// A number.
    Float(f64),
    /// Text.
    Text(String),
    /// Several values.
    List(Vec<Value>),
}
