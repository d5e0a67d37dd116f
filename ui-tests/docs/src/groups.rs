//! Groups of every kind. [`Control`] is exclusive, [`Io`] is reentrant.

use rosweave::prelude::*;

/// The state of the loop.
///
/// More of it.
#[derive(Debug, Default, Group)]
pub struct Control;

/// Requests on their way.
#[derive(Debug, Default, Group)]
#[group(reentrant)]
pub struct Io;

/// Slow work.
#[derive(Debug, Default, Group)]
#[group(reentrant, max_parallel = 4)]
pub(crate) struct Pool;

/// Only delivers replies.
#[derive(Debug, Default, Group)]
pub(crate) struct Replies;

/// Another name for [`Io`], which no macro sees through.
pub type Alias = Io;
