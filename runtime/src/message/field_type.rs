//! What is known of a field's type: a question that derived code asks of types that need not be [`Field`]s.
//!
//! As in `node/ros_type.rs`, rustc prefers the inherent impl where the type is one. Nothing is asked of the type, so
//! that a wrong one is told once, elsewhere.

use std::marker::PhantomData;

use rosweave_interfaces::description::{Description, FieldDescription};

use super::Field;
use super::bounds::OutOfBounds;

/// What is asked.
#[derive(Debug)]
pub struct FieldType<T: ?Sized>(PhantomData<T>);

/// The answer where it is no [`Field`].
pub trait NoFieldType {
    /// Not known.
    const TYPE: FieldDescription = FieldDescription::UNKNOWN;
    /// Not as far as one can say.
    const IS_BOUNDED: bool = false;

    /// Finds nothing.
    fn check<T: ?Sized>(_: &T) -> Result<(), OutOfBounds> {
        Ok(())
    }
}

impl<T: ?Sized> NoFieldType for FieldType<T> {}

impl<T: Field> FieldType<T> {
    /// Its type in a description.
    pub const TYPE: FieldDescription = T::TYPE;
    /// Whether something in it has a bound.
    pub const IS_BOUNDED: bool = T::IS_BOUNDED;

    /// Compares what is in it with its bounds.
    ///
    /// # Errors
    /// The first one that is too long.
    pub fn check(field: &T) -> Result<(), OutOfBounds> {
        field.check_field()
    }
}

/// The description of a part of a service or an action, by its type and the name that it has there.
pub const fn part(ty: FieldDescription, name: &'static str) -> Description {
    match ty.nested {
        Some(description) => Description { name, source: None, hash: None, ..*description },
        None => Description { name, fields: &[FieldDescription::UNKNOWN], source: None, hash: None },
    }
}

/// Names the field that something too long is in.
///
/// # Errors
/// The same, with the field's name.
pub fn inside_field(checked: Result<(), OutOfBounds>, name: &str) -> Result<(), OutOfBounds> {
    checked.map_err(|excess| excess.inside(name))
}
