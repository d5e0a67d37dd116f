//! What callbacks return, and what becomes of it.

use std::error::Error as StdError;
use std::fmt::Display;
use std::marker::PhantomData;

use crate::error::Error;
use crate::message::Service;
use crate::transport::Responder;

/// The error that a callback returned, with its sources where it had any.
pub(crate) type Failure = Box<dyn StdError + Send + Sync>;

/// How a callback ended.
#[derive(Debug)]
pub enum Outcome {
    /// It returned nothing, or `Ok`.
    Done,
    /// It returned an error.
    Failed(Failure),
}

/// What a callback may return: nothing, or a `Result` whose error is logged and counted.
#[diagnostic::on_unimplemented(
    message = "a callback can not return `{Self}`",
    label = "return nothing, or `Result<(), E>` with an error that can be shown",
    note = "`E` has to implement `Display`",
    note = "see: rosweave::signature"
)]
pub trait IntoOutcome: Sized {
    /// How the callback ended.
    fn into_outcome(self, keep: Kept<Self>) -> Outcome;
}

impl IntoOutcome for () {
    fn into_outcome(self, _: Kept<()>) -> Outcome {
        Outcome::Done
    }
}

#[diagnostic::do_not_recommend]
impl<E: Display> IntoOutcome for Result<(), E> {
    fn into_outcome(self, keep: Kept<Self>) -> Outcome {
        fail(self, keep).map_or_else(Outcome::Failed, |()| Outcome::Done)
    }
}

/// What a service's handler may return: the response, or a `Result` of it.
#[diagnostic::on_unimplemented(
    message = "the handler of this service can not return `{Self}`",
    label = "return the response, `{R}`, or `Result<{R}, E>` with an error that can be shown",
    note = "a handler that answers later takes a `Responder<S>` and returns nothing",
    note = "see: rosweave::signature"
)]
pub trait IntoReply<R>: Sized {
    /// The response, or why there is none.
    fn into_reply(self, keep: Kept<Self>) -> Result<R, Failure>;
}

/// A response that is a `Result` itself is one.
impl<R> IntoReply<R> for R {
    fn into_reply(self, _: Kept<R>) -> Result<R, Failure> {
        Ok(self)
    }
}

#[diagnostic::do_not_recommend]
impl<R, E: Display> IntoReply<R> for Result<R, E> {
    fn into_reply(self, keep: Kept<Self>) -> Result<R, Failure> {
        fail(self, keep)
    }
}

/// Sends what a handler returned.
pub fn answer<S: Service, R: IntoReply<S::Response>>(
    responder: Responder<S>,
    reply: R,
    keep: Kept<R>,
) -> Outcome {
    match reply.into_reply(keep) {
        Ok(response) => {
            responder.send(response);
            Outcome::Done
        }
        Err(failure) => {
            responder.fail(&failure);
            Outcome::Failed(failure)
        }
    }
}

/// The error whole, where it can be had; its text otherwise.
pub(crate) fn fail<T, E: Display>(returned: Result<T, E>, keep: Kept<Result<T, E>>) -> Result<T, Failure> {
    keep(returned)?.map_err(|error| error.to_string().into())
}

/// Takes an error out of what was returned, whole and with its sources, where it is one for the standard library.
/// Anything else comes back.
pub(crate) type Kept<R> = fn(R) -> Result<R, Failure>;

/// How an error is kept of what returns `R`. Generated code asks by looking `KEEP` up, which finds an inherent one
/// first; that asks nothing of `R`, so that one that can not be returned is one error.
#[derive(Debug)]
pub struct Keep<R>(PhantomData<R>);

impl<T, E: Into<Failure>> Keep<Result<T, E>> {
    /// All of it.
    pub const KEEP: Kept<Result<T, E>> = |returned| returned.map(Ok).map_err(E::into);
}

impl<T> Keep<Result<T, Error>> {
    /// All of it.
    pub const KEEP: Kept<Result<T, Error>> = |returned| returned.map(Ok).map_err(Error::into_boxed);
}

/// See [`Keep`].
pub trait KeepNothing {
    /// What is returned.
    type Returned;
    /// Nothing is known of it.
    const KEEP: Kept<Self::Returned>;
}

impl<R> KeepNothing for Keep<R> {
    type Returned = R;
    const KEEP: Kept<R> = Ok;
}

/// What an error says, and then its sources.
pub(crate) fn with_sources(error: &dyn StdError) -> String {
    let sources = std::iter::successors(error.source(), |&source| source.source());
    sources.fold(error.to_string(), |text, source| format!("{text}: {source}"))
}
