//! Rust types as values.

use std::any::TypeId;
use std::fmt;

/// A Rust type, to be compared with others. Its name is no measure for that: paths and aliases differ.
#[derive(Clone, Copy)]
pub struct RustType(fn() -> TypeId);

impl RustType {
    /// The type `T`.
    pub const fn of<T: ?Sized + 'static>() -> RustType {
        RustType(TypeId::of::<T>)
    }

    /// Whether both are the same.
    pub fn same(self, other: RustType) -> bool {
        (self.0)() == (other.0)()
    }
}

impl fmt::Debug for RustType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RustType").field(&(self.0)()).finish()
    }
}
