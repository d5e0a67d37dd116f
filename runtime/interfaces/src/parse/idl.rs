//! IDL, as far as ROS 2 generates it from its own definitions: modules, structs, constants, arrays by `typedef`, and
//! the annotations for comments, units and default values.

mod tokens;

use std::collections::BTreeMap;
use std::rc::Rc;

use super::{Interface, types, value};
use crate::describe::DUMMY;
use crate::error::{Fault, Wrong};
use crate::model::{Action, Constant, Count, Element, Field, Primitive, Service, Source, Structure, Type};
use crate::names;
use tokens::{Kind, Token};

/// Reads a file, which defines the type that it is called after.
pub(super) fn read(
    package: &str,
    kind: &'static str,
    name: &str,
    source: &Rc<Source>,
) -> Result<Interface, Fault> {
    let tokens =
        tokens::of(&source.text).map_err(|(line, what)| Wrong::new(what, "end it").at(&source.path, line))?;
    let mut reader = Reader {
        package,
        kind,
        source,
        tokens: &tokens,
        at: 0,
        structures: Vec::new(),
        constants: BTreeMap::new(),
        arrays: BTreeMap::new(),
    };
    let result = reader.definitions().and_then(|()| reader.interface(name));
    result.map_err(|wrong| {
        let line = tokens.get(reader.at.min(tokens.len().saturating_sub(1))).map_or(0, |token| token.line);
        wrong.at(&source.path, line)
    })
}

struct Reader<'a> {
    package: &'a str,
    kind: &'static str,
    source: &'a Rc<Source>,
    tokens: &'a [Token],
    at: usize,
    structures: Vec<Structure>,
    /// By the name of the structure that they belong to.
    constants: BTreeMap<String, Vec<Constant>>,
    /// What `typedef` has named.
    arrays: BTreeMap<String, Type>,
}

/// What annotations say of what follows them.
#[derive(Default)]
struct Notes {
    comment: Vec<String>,
    unit: Option<String>,
    default: Option<String>,
}

fn expected(what: &str) -> Wrong {
    Wrong::new(
        format!("there has to be {what} here"),
        "write it as ROS 2 does when it makes IDL from a `.msg`",
    )
}

impl Reader<'_> {
    fn peek(&self) -> Option<&Kind> {
        self.tokens.get(self.at).map(|token| &token.kind)
    }

    fn takes(&mut self, sign: char) -> bool {
        let there = self.peek() == Some(&Kind::Sign(sign));
        self.at += usize::from(there);
        there
    }

    fn sign(&mut self, sign: char) -> Result<(), Wrong> {
        if self.takes(sign) { Ok(()) } else { Err(expected(&format!("a `{sign}`"))) }
    }

    fn word(&mut self, what: &str) -> Result<String, Wrong> {
        match self.peek().cloned() {
            Some(Kind::Word(word)) => {
                self.at += 1;
                Ok(word)
            }
            _ => Err(expected(what)),
        }
    }

    /// What stands in a file, or in a module.
    fn definitions(&mut self) -> Result<(), Wrong> {
        self.module_of(&[])
    }

    fn module_of(&mut self, modules: &[&str]) -> Result<(), Wrong> {
        let module = modules.last().copied().unwrap_or_default();
        while let Some(next) = self.peek() {
            if *next == Kind::Sign('}') {
                return Ok(());
            }
            let notes = self.notes()?;
            let keyword = self.word("a definition")?;
            match keyword.as_str() {
                "module" => {
                    let name = self.word("the module's name")?;
                    self.check_module(modules, &name)?;
                    self.sign('{')?;
                    self.module_of(&[modules, &[name.as_str()]].concat())?;
                    self.sign('}')?;
                }
                "struct" => self.structure(notes)?,
                "const" => self.constant(module, notes)?,
                "typedef" => self.typedef()?,
                _ => {
                    self.at -= 1;
                    let help = "ROS 2's own types are structs, with constants and typedefs";
                    return Err(Wrong::new(format!("`{keyword}` is no definition of ROS 2"), help));
                }
            }
            self.sign(';')?;
        }
        Ok(())
    }

    /// Refuses what is not `package`, `msg`, and constants in there: it would get the names of other types.
    fn check_module(&self, outer: &[&str], name: &str) -> Result<(), Wrong> {
        let (package, kind) = (self.package, self.kind);
        let fits = match outer.len() {
            0 => name == package,
            1 => name == kind,
            2 => name.ends_with("_Constants"),
            _ => false,
        };
        if fits {
            return Ok(());
        }
        let whole = [outer, &[name]].concat().join("::");
        Err(Wrong::new(
            format!("module `{whole}` stands in the directory `{kind}` of `{package}`"),
            format!("put the definition into `module {package} {{ module {kind} {{ .. }}; }};`"),
        ))
    }

    /// `@verbatim (language="comment", text="..")`, `@unit (value="m")`, `@default (value=1)`, and others.
    fn notes(&mut self) -> Result<Notes, Wrong> {
        let mut notes = Notes::default();
        while self.takes('@') {
            let name = self.word("the annotation's name")?;
            let mut values = BTreeMap::new();
            if self.takes('(') {
                while !self.takes(')') {
                    let key = self.word("an option")?;
                    let value = if self.takes('=') { self.value()? } else { String::new() };
                    values.insert(key, value);
                    self.takes(',');
                }
            }
            let mut value = |key: &str| values.remove(key);
            match name.as_str() {
                "verbatim" => {
                    let text = value("text").unwrap_or_default();
                    notes.comment.extend(text.lines().map(|line| format!(" {line}")));
                }
                "unit" => notes.unit = value("value"),
                "default" => notes.default = value("value"),
                _ => {}
            }
        }
        Ok(notes)
    }

    /// A value: a word, or strings in a row.
    fn value(&mut self) -> Result<String, Wrong> {
        let mut text = String::new();
        let from = self.at;
        while let Some(Kind::Text(part)) = self.peek() {
            text.push_str(&part.replace("\\n", "\n").replace("\\\"", "\"").replace("\\\\", "\\"));
            self.at += 1;
        }
        if self.at > from { Ok(text) } else { self.word("a value") }
    }

    fn structure(&mut self, notes: Notes) -> Result<(), Wrong> {
        let name = self.word("the struct's name")?;
        self.sign('{')?;
        let mut fields: Vec<Field> = Vec::new();
        while !self.takes('}') {
            let notes = self.notes()?;
            let field = self.field(notes)?;
            if fields.iter().any(|other| other.name == field.name) {
                return Err(Wrong::new(format!("there are two of `{}`", field.name), "rename one"));
            }
            fields.push(field);
        }
        fields.retain(|field| field.name != DUMMY);
        self.structures.push(Structure {
            package: self.package.to_owned(),
            kind: self.kind,
            name,
            comment: notes.comment,
            fields,
            constants: Vec::new(),
            source: self.source.clone(),
        });
        Ok(())
    }

    fn field(&mut self, notes: Notes) -> Result<Field, Wrong> {
        let line = self.tokens.get(self.at).map_or(0, |token| token.line);
        let ty = self.ty()?;
        let name = self.word("the field's name")?;
        names::check_field(&name)?;
        self.sign(';')?;
        // A list stands there as a tuple of Python's.
        let default_text =
            notes.default.unwrap_or_default().replace("TRUE", "true").replace("FALSE", "false");
        let default_text = match default_text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
            Some(inner) if ty.count != Count::One => format!("[{inner}]"),
            _ => default_text,
        };
        let default = if default_text.is_empty() { None } else { Some(value::default(&default_text, &ty)?) };
        let written = written(&ty);
        Ok(Field { name, ty, written, default, default_text, comment: notes.comment, unit: notes.unit, line })
    }

    fn ty(&mut self) -> Result<Type, Wrong> {
        let word = self.word("a type")?;
        if let Some(array) = self.arrays.get(&word) {
            return Ok(array.clone());
        }
        if word == "sequence" {
            self.sign('<')?;
            let element = self.element()?;
            let count = if self.takes(',') { Count::Bounded(self.size()?) } else { Count::Unbounded };
            self.sign('>')?;
            return Ok(Type { element, count });
        }
        self.at -= 1;
        Ok(Type { element: self.element()?, count: Count::One })
    }

    fn element(&mut self) -> Result<Element, Wrong> {
        let word = self.word("a type")?;
        let primitive = match word.as_str() {
            "boolean" => Primitive::Bool,
            "octet" => Primitive::Byte,
            "char" => Primitive::Char,
            "float" => Primitive::Float32,
            "double" => Primitive::Float64,
            "short" => Primitive::Int16,
            "long" => Primitive::Int32,
            "string" | "wstring" => {
                let bound = if self.takes('<') {
                    let bound = self.size()?;
                    self.sign('>')?;
                    Some(bound)
                } else {
                    None
                };
                let wide = word == "wstring";
                return Ok(if wide { Element::WString { bound } } else { Element::String { bound } });
            }
            _ => return self.named(&word),
        };
        Ok(Element::Primitive(primitive))
    }

    /// `std_msgs::msg::Header`, or `uint8`.
    fn named(&self, word: &str) -> Result<Element, Wrong> {
        let parts: Vec<&str> = word.split("::").collect();
        let text = match parts[..] {
            [package, "msg", name] => format!("{package}/{name}"),
            _ => word.to_owned(),
        };
        Ok(types::parse(&text, self.package)?.element)
    }

    fn size(&mut self) -> Result<usize, Wrong> {
        let word = self.word("a number")?;
        match word.parse::<u32>() {
            Ok(size) if size > 0 => Ok(size as usize),
            _ => Err(Wrong::new(format!("`{word}` is no size"), "write a number of 1 at least")),
        }
    }

    /// `typedef double double__36[36];`
    fn typedef(&mut self) -> Result<(), Wrong> {
        let mut ty = self.ty()?;
        let name = self.word("a name")?;
        if self.takes('[') {
            if ty.count != Count::One {
                let help = "put the inner one into a message of its own";
                return Err(Wrong::new("this is an array of arrays, and ROS 2 has none", help));
            }
            ty.count = Count::Array(self.size()?);
            self.sign(']')?;
        }
        self.arrays.insert(name, ty);
        Ok(())
    }

    fn constant(&mut self, module: &str, notes: Notes) -> Result<(), Wrong> {
        let Type { element, count } = self.ty()?;
        let name = self.word("the constant's name")?;
        names::check_constant(&name)?;
        self.sign('=')?;
        let text = self.value()?;
        let value = value::single(&text, &element)?;
        let written = written(&Type { element: element.clone(), count });
        let of = module.strip_suffix("_Constants").unwrap_or(module).to_owned();
        self.constants.entry(of).or_default().push(Constant {
            name,
            element,
            written,
            value,
            comment: notes.comment,
        });
        Ok(())
    }

    /// What the file defines, by the names of its structs.
    fn interface(&mut self, name: &str) -> Result<Interface, Wrong> {
        let mut part = |suffix: &str| {
            let full = format!("{name}{suffix}");
            let at = self.structures.iter().position(|structure| structure.name == full);
            let missing = || {
                Wrong::new(format!("there is no struct `{full}`"), "a file defines what it is called after")
            };
            let mut structure = self.structures.swap_remove(at.ok_or_else(missing)?);
            structure.constants = self.constants.remove(&full).unwrap_or_default();
            Ok(structure)
        };
        let name = name.to_owned();
        match self.kind {
            "msg" => part("").map(Interface::Message),
            "srv" => Ok(Interface::Service(Service {
                name,
                request: part("_Request")?,
                response: part("_Response")?,
            })),
            _ => Ok(Interface::Action(Action {
                name,
                goal: part("_Goal")?,
                result: part("_Result")?,
                feedback: part("_Feedback")?,
            })),
        }
    }
}

/// A type as a `.msg` writes it.
fn written(ty: &Type) -> String {
    let bounded = |name: &str, bound: Option<usize>| match bound {
        Some(bound) => format!("{name}<={bound}"),
        None => name.to_owned(),
    };
    let element = match &ty.element {
        Element::Primitive(primitive) => {
            let of = Primitive::ALL.iter().find(|(_, other)| other == primitive);
            of.map(|(name, _)| (*name).to_owned()).unwrap_or_default()
        }
        Element::String { bound } => bounded("string", *bound),
        Element::WString { bound } => bounded("wstring", *bound),
        Element::Message { package, name } => format!("{package}/{name}"),
    };
    match ty.count {
        Count::One => element,
        Count::Array(len) => format!("{element}[{len}]"),
        Count::Bounded(bound) => format!("{element}[<={bound}]"),
        Count::Unbounded => format!("{element}[]"),
    }
}
