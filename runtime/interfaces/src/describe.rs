//! Descriptions of what was read.

use std::collections::BTreeMap;

use crate::description::type_id as id;
#[cfg(test)]
use crate::description::{ActionDescription, ServiceDescription};
use crate::description::{Field, TypeDescription};
#[cfg(test)]
use crate::model::{Action, Service};
use crate::model::{Count, Element, Primitive, Structure, Type};
use crate::resolve::Types;

/// The member that ROS 2 gives to a structure without fields.
pub(crate) const DUMMY: &str = "structure_needs_at_least_one_member";

/// Describes types, each message once.
pub(crate) struct Describer<'a> {
    types: &'a Types<'a>,
    messages: BTreeMap<String, TypeDescription>,
}

impl<'a> Describer<'a> {
    pub(crate) fn new(types: &'a Types<'a>) -> Describer<'a> {
        Describer { types, messages: BTreeMap::new() }
    }

    pub(crate) fn structure(&mut self, structure: &Structure) -> TypeDescription {
        let name = structure.ros_name();
        if let Some(known) = self.messages.get(&name) {
            return known.clone();
        }
        let mut parts = Vec::new();
        let mut fields = Vec::new();
        for field in &structure.fields {
            parts.extend(self.types.of(field).map(|nested| self.structure(nested)));
            let (type_id, capacity, string_capacity) = numbers(&field.ty);
            let nested_type_name = nested_name(&field.ty);
            let (name, default_value) = (field.name.clone(), field.default_text.clone());
            fields.push(Field { name, type_id, capacity, string_capacity, nested_type_name, default_value });
        }
        if fields.is_empty() {
            fields.push(Field { name: DUMMY.to_owned(), type_id: id::UINT8, ..Field::default() });
        }
        let description = TypeDescription::new(name.clone(), fields, &parts);
        self.messages.insert(name, description.clone());
        description
    }

    #[cfg(test)]
    pub(crate) fn service(&mut self, service: &Service) -> ServiceDescription {
        let name = format!("{}/srv/{}", service.request.package, service.name);
        ServiceDescription::new(&name, self.structure(&service.request), self.structure(&service.response))
    }

    #[cfg(test)]
    pub(crate) fn action(&mut self, action: &Action) -> ActionDescription {
        let name = format!("{}/action/{}", action.goal.package, action.name);
        let parts = [&action.goal, &action.result, &action.feedback].map(|part| self.structure(part));
        ActionDescription::new(&name, parts)
    }
}

fn nested_name(ty: &Type) -> String {
    match &ty.element {
        Element::Message { package, name } => format!("{package}/msg/{name}"),
        _ => String::new(),
    }
}

/// The number of a field's type, its capacity, and that of its strings.
pub(crate) fn numbers(ty: &Type) -> (u8, u64, u64) {
    let (element, string_capacity) = match &ty.element {
        Element::Primitive(primitive) => (primitive_id(*primitive), 0),
        Element::String { bound: None } => (id::STRING, 0),
        Element::String { bound: Some(bound) } => (id::BOUNDED_STRING, *bound as u64),
        Element::WString { bound: None } => (id::WSTRING, 0),
        Element::WString { bound: Some(bound) } => (id::BOUNDED_WSTRING, *bound as u64),
        Element::Message { .. } => (id::NESTED, 0),
    };
    let (added, capacity) = match (ty.count, &ty.element) {
        (Count::One, _) => (0, 0),
        (Count::Array(len), _) => (id::ARRAY, len as u64),
        (Count::Bounded(bound), _) => (id::BOUNDED_SEQUENCE, bound as u64),
        // ROS 2 takes the bound of the string for the sequence's, too.
        (Count::Unbounded, Element::WString { bound: Some(bound) }) => (id::BOUNDED_SEQUENCE, *bound as u64),
        (Count::Unbounded, _) => (id::UNBOUNDED_SEQUENCE, 0),
    };
    (element + added, capacity, string_capacity)
}

fn primitive_id(primitive: Primitive) -> u8 {
    match primitive {
        Primitive::Bool => id::BOOLEAN,
        Primitive::Byte => id::BYTE,
        Primitive::Char | Primitive::Uint8 => id::UINT8,
        Primitive::Float32 => id::FLOAT,
        Primitive::Float64 => id::DOUBLE,
        Primitive::Int8 => id::INT8,
        Primitive::Int16 => id::INT16,
        Primitive::Uint16 => id::UINT16,
        Primitive::Int32 => id::INT32,
        Primitive::Uint32 => id::UINT32,
        Primitive::Int64 => id::INT64,
        Primitive::Uint64 => id::UINT64,
    }
}
