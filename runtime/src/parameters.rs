//! Parameters: named values of a node that others may read and set.

pub(crate) mod value;
