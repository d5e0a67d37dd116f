//! Definitions as Rust.

use std::collections::BTreeMap;
use std::fmt::Write;

use hiroz_codegen::types::ArrayType;

use super::definition::{Constant, Definition, Element, Field, Type};
use super::docs::paragraphs;
use super::{Package, Service};

/// The longest array that serde and `Default` know.
const STD_ARRAY: usize = 32;

/// All packages, as the content of a module.
pub(crate) fn of(packages: &[Package]) -> String {
    let mut code = String::new();
    let known = Known::of(packages);
    for package in packages {
        let name = package.name;
        doc(&mut code, &[format!("The types of the ROS 2 package `{name}`.")]);
        let _ = writeln!(code, "pub mod {name} {{");
        if !package.messages.is_empty() {
            let _ = writeln!(code, "/// Messages.\npub mod msg {{");
            for message in &package.messages {
                structure(&mut code, message, &known, Half::Message);
            }
            code.push_str("}\n");
        }
        if !package.services.is_empty() {
            let _ = writeln!(code, "/// Services, with their requests and responses.\npub mod srv {{");
            for service in &package.services {
                structure(&mut code, &service.request, &known, Half::Request);
                structure(&mut code, &service.response, &known, Half::Response);
                service_type(&mut code, service);
            }
            code.push_str("}\n");
        }
        code.push_str("}\n");
    }
    all(&mut code, packages);
    code
}

/// What a struct is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Half {
    Message,
    Request,
    Response,
}

fn doc(code: &mut String, paragraphs: &[String]) {
    for line in paragraphs.join("\n\n").lines() {
        let _ = writeln!(code, "#[doc = {:?}]", format!(" {line}"));
    }
}

fn structure(code: &mut String, definition: &Definition, known: &Known<'_>, half: Half) {
    let Definition { name, ros_name, comment, fields, .. } = definition;
    let mut docs = paragraphs(comment);
    docs.push(match half {
        Half::Message => format!("`{ros_name}` of ROS 2 Jazzy."),
        Half::Request => format!("The request of `{ros_name}` of ROS 2 Jazzy."),
        Half::Response => format!("The response of `{ros_name}` of ROS 2 Jazzy."),
    });
    doc(code, &docs);
    if fields.is_empty() {
        let _ =
            writeln!(code, "#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]\npub struct {name};");
        let _ = writeln!(code, "crate::msgs::serialize_empty!({name});");
    } else {
        let traits = known.traits(fields);
        let by_hand = fields.iter().any(needs_default);
        let default = if by_hand { "" } else { ", Default" };
        let _ = writeln!(
            code,
            "#[derive(Clone, Debug, PartialEq, ::serde::Serialize, ::serde::Deserialize{default}{traits})]"
        );
        let _ = writeln!(code, "pub struct {name} {{");
        for field in fields {
            self::field(code, field);
        }
        code.push_str("}\n");
        if by_hand {
            default_impl(code, definition);
        }
    }
    constants(code, definition);
    if half == Half::Message {
        let _ = writeln!(
            code,
            "impl crate::Message for {name} {{ const TYPE_NAME: &'static str = {ros_name:?}; }}"
        );
    }
}

fn field(code: &mut String, field: &Field) {
    let mut docs = paragraphs(&field.comment);
    let written = &field.written;
    let bound = match field.ty.array {
        ArrayType::Bounded(bound) => Some(bound),
        _ => None,
    };
    match (&field.default, bound) {
        (Some(default), _) => docs.push(format!("`{written}`, `{default}` by default.")),
        (None, Some(_)) => docs.push(format!("`{written}`: more can not be sent.")),
        _ if docs.is_empty() => docs.push(format!("`{written}`")),
        _ => {}
    }
    doc(code, &docs);
    if let Some(attribute) = encoding(&field.ty) {
        let _ = writeln!(code, "#[serde({attribute})]");
    }
    let _ = writeln!(code, "pub {}: {},", ident(&field.name), rust(&field.ty));
}

/// How a field travels, where serde's own way is none or slow.
fn encoding(ty: &Type) -> Option<String> {
    let bytes = ty.element == Element::Primitive("u8");
    match ty.array {
        ArrayType::Fixed(len) if len > STD_ARRAY => Some("with = \"crate::array\"".to_owned()),
        ArrayType::Unbounded if bytes => Some("with = \"crate::bytes\"".to_owned()),
        ArrayType::Bounded(bound) => {
            Some(format!("serialize_with = \"crate::msgs::bounded::<{bound}, _, _>\""))
        }
        _ => None,
    }
}

/// Whether a field's default value is another than its type's.
fn needs_default(field: &Field) -> bool {
    field.default.is_some() || matches!(field.ty.array, ArrayType::Fixed(len) if len > STD_ARRAY)
}

fn default_impl(code: &mut String, definition: &Definition) {
    let name = &definition.name;
    let _ = writeln!(code, "impl ::core::default::Default for {name} {{");
    let _ = writeln!(code, "fn default() -> Self {{\nSelf {{");
    for field in &definition.fields {
        let value = match (&field.default, &field.ty.array) {
            (Some(default), _) => value(&field.ty, default),
            (None, ArrayType::Fixed(_)) => {
                "::core::array::from_fn(|_| ::core::default::Default::default())".to_owned()
            }
            _ => "::core::default::Default::default()".to_owned(),
        };
        let _ = writeln!(code, "{}: {value},", ident(&field.name));
    }
    code.push_str("}\n}\n}\n");
}

fn constants(code: &mut String, definition: &Definition) {
    if definition.constants.is_empty() {
        return;
    }
    let _ = writeln!(code, "impl {} {{", definition.name);
    for constant in &definition.constants {
        let Constant { name, ty, written, value, comment } = constant;
        let mut docs = paragraphs(comment);
        if docs.is_empty() {
            docs.push(format!("`{written}`"));
        }
        doc(code, &docs);
        let rust = match ty.element {
            Element::String => "&'static str".to_owned(),
            _ => rust(ty),
        };
        let _ = writeln!(code, "pub const {name}: {rust} = {};", literal(&ty.element, value));
    }
    code.push_str("}\n");
}

fn service_type(code: &mut String, service: &Service) {
    let (name, ros_name) = (&service.name, &service.request.ros_name);
    doc(code, &[format!("`{ros_name}` of ROS 2 Jazzy: [`{name}Request`] and [`{name}Response`].")]);
    let _ = writeln!(code, "#[derive(Clone, Copy, Debug)]\npub struct {name};");
    let _ = writeln!(
        code,
        "impl crate::Service for {name} {{ type Request = {name}Request; type Response = {name}Response; }}"
    );
    let _ = writeln!(
        code,
        "impl crate::NamedService for {name} {{ const TYPE_NAME: &'static str = {ros_name:?}; }}"
    );
}

/// A macro that names all types to one of the caller's, for tests: `each!(check)`.
fn all(code: &mut String, packages: &[Package]) {
    let _ = writeln!(
        code,
        "#[doc(hidden)]\n#[macro_export]\nmacro_rules! __each_ros_type {{\n($then:ident) => {{"
    );
    code.push_str("$then! {\n");
    for package in packages {
        let name = package.name;
        for message in &package.messages {
            let _ = writeln!(code, "message {name}::msg::{},", message.name);
        }
        for service in &package.services {
            let service = &service.name;
            let _ = writeln!(code, "service {name}::srv::{service} {service}Request {service}Response,");
        }
    }
    code.push_str("}\n};\n}\n");
}

/// A field's name, which may be a word of Rust.
fn ident(name: &str) -> String {
    const KEYWORDS: [&str; 20] = [
        "as", "async", "box", "const", "dyn", "enum", "fn", "impl", "in", "loop", "match", "mod", "move",
        "pub", "ref", "static", "trait", "type", "use", "where",
    ];
    if KEYWORDS.contains(&name) { format!("r#{name}") } else { name.to_owned() }
}

fn rust(ty: &Type) -> String {
    let element = match &ty.element {
        Element::Primitive(name) => (*name).to_owned(),
        Element::String => "::std::string::String".to_owned(),
        Element::Message { package, name } => format!("crate::msgs::{package}::msg::{name}"),
    };
    match ty.array {
        ArrayType::Single => element,
        ArrayType::Fixed(len) => format!("[{element}; {len}]"),
        ArrayType::Bounded(_) | ArrayType::Unbounded => format!("::std::vec::Vec<{element}>"),
    }
}

/// A default value.
fn value(ty: &Type, text: &str) -> String {
    let elements = || {
        let inner = text.trim().trim_start_matches('[').trim_end_matches(']');
        let literals: Vec<String> = inner
            .split(',')
            .filter(|text| !text.trim().is_empty())
            .map(|text| owned(&ty.element, text.trim()))
            .collect();
        literals.join(", ")
    };
    match ty.array {
        ArrayType::Single => owned(&ty.element, text),
        ArrayType::Fixed(_) => format!("[{}]", elements()),
        ArrayType::Bounded(_) | ArrayType::Unbounded => format!("::std::vec![{}]", elements()),
    }
}

fn owned(element: &Element, text: &str) -> String {
    let literal = literal(element, text);
    match element {
        Element::String => format!("::std::borrow::ToOwned::to_owned({literal})"),
        _ => literal,
    }
}

/// A value of a primitive type or a string.
fn literal(element: &Element, text: &str) -> String {
    match element {
        Element::Primitive("bool") => matches!(text, "true" | "True" | "1").to_string(),
        Element::Primitive("f32" | "f64") if !text.contains(['.', 'e', 'E']) => format!("{text}.0"),
        Element::Primitive(_) => text.to_owned(),
        Element::String => {
            let quoted = ['"', '\''].iter().find_map(|quote| text.strip_prefix(*quote)?.strip_suffix(*quote));
            format!("{:?}", quoted.unwrap_or(text))
        }
        Element::Message { name, .. } => unreachable!("a message has no default value, `{name}` neither"),
    }
}

/// All messages by their names.
struct Known<'a>(BTreeMap<(&'a str, &'a str), &'a [Field]>);

impl<'a> Known<'a> {
    fn of(packages: &'a [Package]) -> Known<'a> {
        let messages = packages.iter().flat_map(|package| {
            package
                .messages
                .iter()
                .map(|message| ((package.name, message.name.as_str()), &message.fields[..]))
        });
        Known(messages.collect())
    }

    /// The traits that depend on the fields: `Copy`; `Eq` and `Hash`.
    fn traits(&self, fields: &[Field]) -> String {
        let copy = |ty: &Type| !matches!(ty.array, ArrayType::Bounded(_) | ArrayType::Unbounded);
        let copy = self.all(fields, &|ty| copy(ty) && !matches!(ty.element, Element::String));
        let exact = self.all(fields, &|ty| !matches!(ty.element, Element::Primitive("f32" | "f64")));
        format!("{}{}", if copy { ", Copy" } else { "" }, if exact { ", Eq, Hash" } else { "" })
    }

    /// Whether `holds` is true of the fields, and of the fields of their types.
    fn all(&self, fields: &[Field], holds: &dyn Fn(&Type) -> bool) -> bool {
        fields.iter().all(|field| {
            let nested = match &field.ty.element {
                Element::Message { package, name } => {
                    self.0.get(&(package, name)).copied().unwrap_or_default()
                }
                _ => &[],
            };
            holds(&field.ty) && self.all(nested, holds)
        })
    }
}
