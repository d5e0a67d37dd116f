//! A `.msg` file, or half of a `.srv` file.

use hiroz_codegen::parser::parse_field_type;
use hiroz_codegen::types::{ArrayType, FieldType};

use super::comments::Comments;

/// A message, with the comments of its definition.
pub(crate) struct Definition {
    pub(crate) name: String,
    /// Package, kind and name of the message, or of the service that it is part of.
    pub(crate) ros_name: String,
    pub(crate) comment: Vec<String>,
    pub(crate) fields: Vec<Field>,
    pub(crate) constants: Vec<Constant>,
    last: Last,
}

/// What was read last.
#[derive(Clone, Copy)]
enum Last {
    Nothing,
    Field,
    Constant,
}

pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) ty: Type,
    /// The type as the definition writes it.
    pub(crate) written: String,
    /// The default value as the definition writes it.
    pub(crate) default: Option<String>,
    pub(crate) comment: Vec<String>,
}

pub(crate) struct Constant {
    pub(crate) name: String,
    pub(crate) ty: Type,
    pub(crate) written: String,
    pub(crate) value: String,
    pub(crate) comment: Vec<String>,
}

/// A type: an element, once or several times.
pub(crate) struct Type {
    pub(crate) element: Element,
    pub(crate) array: ArrayType,
}

#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Element {
    /// A number or `bool`, by its name in Rust.
    Primitive(&'static str),
    String,
    Message {
        package: String,
        name: String,
    },
}

/// The primitive types of ROS 2, and what they are in Rust.
const PRIMITIVES: [(&str, &str); 13] = [
    ("bool", "bool"),
    ("byte", "u8"),
    ("char", "u8"),
    ("float32", "f32"),
    ("float64", "f64"),
    ("int8", "i8"),
    ("uint8", "u8"),
    ("int16", "i16"),
    ("uint16", "u16"),
    ("int32", "i32"),
    ("uint32", "u32"),
    ("int64", "i64"),
    ("uint64", "u64"),
];

impl Type {
    fn parse(text: &str, package: &str) -> Result<Type, String> {
        let parsed = parse_field_type(text, package).map_err(|error| error.to_string())?;
        let FieldType { base_type, package: named, array, string_bound } = parsed;
        let primitive = PRIMITIVES.iter().find(|(name, _)| *name == base_type && named.is_none());
        let element = match (primitive, base_type.as_str()) {
            (Some((_, rust)), _) => Element::Primitive(rust),
            (None, "string") if string_bound.is_some() => {
                return Err("no `string<=N`: no message of these packages has one".to_owned());
            }
            (None, "string") => Element::String,
            (None, "wstring") => {
                return Err("no `wstring`: its encoding differs among DDS vendors".to_owned());
            }
            (None, name) => Element::Message {
                package: named.unwrap_or_else(|| package.to_owned()),
                name: name.to_owned(),
            },
        };
        Ok(Type { element, array })
    }
}

impl Definition {
    /// Reads the definition of `name`, which `ros_name` names in errors and in the docs.
    pub(crate) fn parse(package: &str, name: &str, ros_name: &str, text: &str) -> Result<Definition, String> {
        let mut definition = Definition {
            name: name.to_owned(),
            ros_name: ros_name.to_owned(),
            comment: Vec::new(),
            fields: Vec::new(),
            constants: Vec::new(),
            last: Last::Nothing,
        };
        let mut comments = Comments::default();
        for (number, line) in text.lines().enumerate() {
            // As rosidl does, also within a string.
            let (code, comment) = match line.split_once('#') {
                Some((code, comment)) => (code, Some(comment.trim_start_matches('#').trim_end())),
                None => (line, None),
            };
            if !code.trim().is_empty() {
                let above = comments.above(&mut definition.comment);
                definition
                    .item(package, code.trim(), above)
                    .map_err(|error| format!("{ros_name}, line {}: {error}", number + 1))?;
                comments.beside(comment, definition.last_comment());
            } else if let Some(comment) = comment {
                let indented = line.starts_with(char::is_whitespace);
                comments.line(comment, indented, definition.last_comment());
            } else {
                comments.gap();
            }
        }
        comments.rest(&mut definition.comment);
        Ok(definition)
    }

    /// Reads a field or a constant.
    fn item(&mut self, package: &str, code: &str, comment: Vec<String>) -> Result<(), String> {
        let (written, rest) = code.split_once(char::is_whitespace).ok_or("a type without a name")?;
        let (written, rest, ty) = (written.to_owned(), rest.trim(), Type::parse(written, package)?);
        let constant = rest
            .split_once('=')
            .map(|(name, value)| (name.trim(), value.trim()))
            .filter(|(name, _)| is_name(name));
        if let Some((name, value)) = constant {
            let (name, value) = (name.to_owned(), value.to_owned());
            self.constants.push(Constant { name, ty, written, value, comment });
            self.last = Last::Constant;
            return Ok(());
        }
        let (name, default) = match rest.split_once(char::is_whitespace) {
            Some((name, default)) => (name, Some(default.trim().to_owned())),
            None => (rest, None),
        };
        if !is_name(name) {
            return Err(format!("`{name}` is no name of a field"));
        }
        self.fields.push(Field { name: name.to_owned(), ty, written, default, comment });
        self.last = Last::Field;
        Ok(())
    }

    /// The comment of what was read last.
    fn last_comment(&mut self) -> Option<&mut Vec<String>> {
        match self.last {
            Last::Nothing => None,
            Last::Field => self.fields.last_mut().map(|field| &mut field.comment),
            Last::Constant => self.constants.last_mut().map(|constant| &mut constant.comment),
        }
    }
}

fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
