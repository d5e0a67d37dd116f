//! Structs: messages, and the parts of services and actions.

use std::fmt::Write;

use super::docs::paragraphs;
use super::{Context, doc, literal, message};
use crate::model::{Constant, Count, Element, Field, Primitive, Structure, Type};
use crate::names;

/// The longest array that serde and `Default` know.
const STD_ARRAY: usize = 32;

pub(super) fn write(code: &mut String, structure: &Structure, context: &Context<'_>, about: &str) {
    let name = structure.rust_name();
    let mut docs = paragraphs(&structure.comment);
    docs.push(about.to_owned());
    doc(code, &docs);
    if structure.fields.is_empty() {
        let _ =
            writeln!(code, "#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]\npub struct {name};");
        let _ = writeln!(code, "__i::serialize_empty!({name});");
    } else {
        fields(code, structure, context);
    }
    constants(code, structure);
    message::write(code, structure, context);
}

fn fields(code: &mut String, structure: &Structure, context: &Context<'_>) {
    let name = structure.rust_name();
    let by_hand = structure.fields.iter().any(needs_default);
    let mut traits = String::from("Clone, Debug, PartialEq, __i::serde::Serialize, __i::serde::Deserialize");
    for (has, name) in [
        (!by_hand, ", Default"),
        (context.types.is_copy(structure), ", Copy"),
        (context.types.is_exact(structure), ", Eq, Hash"),
    ] {
        traits.push_str(if has { name } else { "" });
    }
    let _ = writeln!(code, "#[derive({traits})]\n#[serde(crate = \"__i::serde\")]\npub struct {name} {{");
    for field in &structure.fields {
        self::field(code, field, context);
    }
    code.push_str("}\n");
    if by_hand {
        default_impl(code, structure);
    }
}

fn field(code: &mut String, field: &Field, context: &Context<'_>) {
    doc(code, &field_docs(field));
    let name = names::rust_field(&field.name);
    if name.ends_with('_') {
        let _ = writeln!(code, "#[serde(rename = {:?})]", field.name);
    }
    if let Some(how) = encoding(&field.ty) {
        let _ = writeln!(code, "#[serde(with = \"__i::{how}\")]");
    }
    let element = context.element(&field.ty.element);
    let ty = match field.ty.count {
        Count::One => element,
        Count::Array(len) => format!("[{element}; {len}]"),
        Count::Bounded(_) | Count::Unbounded => format!("::std::vec::Vec<{element}>"),
    };
    let _ = writeln!(code, "pub {name}: {ty},");
}

fn field_docs(field: &Field) -> Vec<String> {
    let mut docs = paragraphs(&field.comment);
    let Field { written, default_text, .. } = field;
    docs.extend(field.unit.as_ref().map(|unit| format!("In {unit}.")));
    if field.default.is_some() {
        docs.push(format!("`{written}`, `{default_text}` by default."));
    } else if field.ty.is_bounded() {
        docs.push(format!("`{written}`: more can not be sent."));
    } else if docs.is_empty() {
        docs.push(format!("`{written}`"));
    }
    docs
}

/// How a field travels, where serde's own way is none or slow.
fn encoding(ty: &Type) -> Option<&'static str> {
    let bytes = matches!(&ty.element, Element::Primitive(element) if element.rust() == "u8");
    match ty.count {
        _ if matches!(ty.element, Element::WString { .. }) => Some("wstring"),
        Count::Array(len) if len > STD_ARRAY => Some("array"),
        Count::Bounded(_) | Count::Unbounded if bytes => Some("bytes"),
        _ => None,
    }
}

/// Whether a field's default value is another than its type's.
fn needs_default(field: &Field) -> bool {
    field.default.is_some() || matches!(field.ty.count, Count::Array(len) if len > STD_ARRAY)
}

fn default_impl(code: &mut String, structure: &Structure) {
    let _ = writeln!(code, "impl ::core::default::Default for {} {{", structure.rust_name());
    let _ = writeln!(code, "fn default() -> Self {{\nSelf {{");
    for field in &structure.fields {
        let value = match (&field.default, field.ty.count) {
            (Some(default), _) => literal::default(default, &field.ty),
            (None, Count::Array(_)) => {
                "::core::array::from_fn(|_| ::core::default::Default::default())".to_owned()
            }
            _ => "::core::default::Default::default()".to_owned(),
        };
        let _ = writeln!(code, "{}: {value},", names::rust_field(&field.name));
    }
    code.push_str("}\n}\n}\n");
}

fn constants(code: &mut String, structure: &Structure) {
    if structure.constants.is_empty() {
        return;
    }
    let _ = writeln!(code, "impl {} {{", structure.rust_name());
    for constant in &structure.constants {
        let Constant { name, element, written, value, comment } = constant;
        let mut docs = paragraphs(comment);
        if docs.is_empty() {
            docs.push(format!("`{written}`"));
        }
        doc(code, &docs);
        let rust = match element {
            Element::Primitive(primitive) => Primitive::rust(*primitive),
            _ => "&'static str",
        };
        let _ = writeln!(code, "pub const {name}: {rust} = {};", literal::constant(value, element));
    }
    code.push_str("}\n");
}
