//! Whether a message's type is an `Arc` under another name: a question that generated code asks of the types of
//! subscriptions, as [`ros_type`](super::ros_type) asks for names.

use std::marker::PhantomData;
use std::sync::Arc;

use crate::facts::text::Text;

/// What is asked: the type of a parameter that is taken for the message itself.
#[derive(Debug)]
pub struct TakenAs<M: ?Sized>(PhantomData<M>);

/// The answer for all other types.
pub trait NotShared {
    /// It is the message.
    const IS_SHARED: bool = false;
}

impl<M: ?Sized> NotShared for TakenAs<M> {}

impl<M: ?Sized> TakenAs<Arc<M>> {
    /// It is the pointer to one.
    pub const IS_SHARED: bool = true;
}

/// The message for a parameter whose type is an `Arc` that is not called so, if it is one.
pub const fn hidden_arc(shared: bool, callback: &str, ty: &str) -> Option<Text> {
    if !shared {
        return None;
    }
    Some(
        Text::EMPTY
            .with(&["the message of `", callback, "` would be a pointer: `", ty, "` is an `Arc`"])
            .with(&["\nhelp: take the message as `Arc<..>`, by that name, or by reference"]),
    )
}
