//! Nodes whose docs `tests/pages.rs` builds and reads: see [`Plain`], [`placed::Apart`] and [`names::Nasty`].
#![deny(warnings, missing_docs, rustdoc::all)]

pub mod forms;
pub mod groups;
pub mod names;
pub mod placed;

pub use forms::{Generic, Plain};

use rosweave::prelude::*;

/// A public message.
#[derive(Clone, Debug, Default)]
pub struct Pose {
    /// In metres.
    pub x: f64,
}

/// A message that nobody else sees.
#[derive(Clone, Debug, Default)]
pub(crate) struct Secret;

/// A public service.
#[derive(Debug)]
pub struct Plan;

impl Service for Plan {
    type Request = Pose;
    type Response = Vec<Pose>;
}

/// A service with parameters.
#[derive(Debug)]
pub struct Get<A, B>(A, B);

impl<A: Send + Sync + 'static, B: Send + Sync + 'static> Service for Get<A, B> {
    type Request = A;
    type Response = B;
}
