//! What the two halves of a node declare, with the syntax that each element came from.

mod apart;
pub(crate) mod block;
mod brought;
pub(crate) mod callback;
pub(crate) mod generics;
pub(crate) mod init;
pub(crate) mod judge;
pub(crate) mod node;
pub(crate) mod notes;
pub(crate) mod parameter;
pub(crate) mod params;
pub(crate) mod role;
pub(crate) mod validate;
