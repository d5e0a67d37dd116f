//! RIHS01: SHA-256 of a description as JSON, in ROS 2's order and spacing, without default values.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::{Individual, TypeDescription};

pub(super) fn of(description: &TypeDescription) -> String {
    let digest = Sha256::digest(json(description).as_bytes());
    let mut hash = String::from("RIHS01_");
    for byte in digest {
        let _ = write!(hash, "{byte:02x}");
    }
    hash
}

/// Names are ASCII without quotes, so that nothing is escaped.
fn json(description: &TypeDescription) -> String {
    let referenced: Vec<String> = description.referenced.values().map(individual).collect();
    format!(
        r#"{{"type_description": {}, "referenced_type_descriptions": [{}]}}"#,
        individual(&description.main),
        referenced.join(", ")
    )
}

fn individual(of: &Individual) -> String {
    let fields: Vec<String> = of
        .fields
        .iter()
        .map(|field| {
            format!(
                r#"{{"name": "{}", "type": {{"type_id": {}, "capacity": {}, "string_capacity": {}, "nested_type_name": "{}"}}}}"#,
                field.name, field.type_id, field.capacity, field.string_capacity, field.nested_type_name
            )
        })
        .collect();
    format!(r#"{{"type_name": "{}", "fields": [{}]}}"#, of.type_name, fields.join(", "))
}
