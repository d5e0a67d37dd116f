//! What a struct is to the runtime: its name, its description, its bounds.

use std::fmt::Write;

use super::{Context, QUIET};
use crate::describe::{DUMMY, numbers};
use crate::description::type_id;
use crate::model::{Count, Element, Field, Source, Structure};
use crate::names;

pub(super) fn write(code: &mut String, structure: &Structure, context: &Context<'_>) {
    let (name, ros_name) = (structure.rust_name(), structure.ros_name());
    let _ = writeln!(
        code,
        "{QUIET}\nimpl __i::Message for {name} {{\nconst TYPE_NAME: &'static str = {ros_name:?};"
    );
    let source = if structure.kind == "msg" { self::source(&structure.source) } else { none() };
    let hash = context.hash(structure);
    let fields = fields(structure, context);
    let _ = writeln!(
        code,
        "const DESCRIPTION: {OPTION}<&'static __i::Description> = {OPTION}::Some(&__i::Description {{\n\
         name: {ros_name:?}, source: {source}, hash: {OPTION}::Some({hash:?}), fields: &[{fields}] }});"
    );
    if context.types.is_bounded(structure) {
        bounds(code, structure, context);
    }
    code.push_str("}\n");
}

const OPTION: &str = "::core::option::Option";

fn none() -> String {
    format!("{OPTION}::None")
}

/// The text that something was generated from. The compiler reads it, so that it is not there twice.
pub(super) fn source(source: &Source) -> String {
    let (encoding, path) = (source.encoding, source.path.display().to_string());
    format!("{OPTION}::Some(__i::Source {{ encoding: {encoding:?}, text: ::core::include_str!({path:?}) }})")
}

fn fields(structure: &Structure, context: &Context<'_>) -> String {
    if structure.fields.is_empty() {
        return format!("__i::field({DUMMY:?}, {}, 0, 0, {}, \"\")", type_id::UINT8, none());
    }
    let fields: Vec<String> = structure.fields.iter().map(|field| self::field(field, context)).collect();
    fields.join(", ")
}

fn field(field: &Field, context: &Context<'_>) -> String {
    let nested = match &field.ty.element {
        Element::Message { package, name } => {
            format!("<{} as __i::Message>::DESCRIPTION", context.path(package, name))
        }
        _ => none(),
    };
    let (id, capacity, string_capacity) = numbers(&field.ty);
    let Field { name, default_text, .. } = field;
    format!("__i::field({name:?}, {id}, {capacity}, {string_capacity}, {nested}, {default_text:?})")
}

fn bounds(code: &mut String, structure: &Structure, context: &Context<'_>) {
    code.push_str("const IS_BOUNDED: bool = true;\n");
    code.push_str("fn check_bounds(&self) -> ::core::result::Result<(), __i::OutOfBounds> {\n");
    for field in &structure.fields {
        for check in checks(field, context) {
            let _ = writeln!(code, "__i::{check}?;");
        }
    }
    let _ = writeln!(code, "::core::result::Result::Ok(())\n}}");
}

/// What is asked of a field, as calls of the runtime.
fn checks(field: &Field, context: &Context<'_>) -> Vec<String> {
    let (name, rust) = (&field.name, names::rust_field(&field.name));
    let mut checks = Vec::new();
    if let Count::Bounded(bound) = field.ty.count {
        checks.push(format!("at_most({name:?}, self.{rust}.len(), {bound})"));
    }
    let one = field.ty.count == Count::One;
    match &field.ty.element {
        Element::String { bound: Some(bound) } => checks.push(match one {
            true => format!("at_most({name:?}, self.{rust}.len(), {bound})"),
            false => format!("each_at_most({name:?}, &self.{rust}, {bound})"),
        }),
        Element::WString { bound: Some(bound) } => checks.push(match one {
            true => format!("wide_at_most({name:?}, &self.{rust}, {bound})"),
            false => format!("each_wide_at_most({name:?}, &self.{rust}, {bound})"),
        }),
        Element::Message { .. } if context.types.of(field).is_some_and(|of| context.types.is_bounded(of)) => {
            checks.push(match one {
                true => format!("inside({name:?}, &self.{rust})"),
                false => format!("each_inside({name:?}, &self.{rust})"),
            });
        }
        _ => {}
    }
    checks
}
