//! One error for all that a callback, a test or a `main` does.

use std::error::Error as StdError;
use std::fmt;

use super::{
    ActionError, CallError, NodeError, ParameterError, PublishError, StartError, StopError, Stopped,
    TransportError,
};
use crate::args::ArgsError;
use crate::waits::Hang;

type BoxError = Box<dyn StdError + Send + Sync>;

/// The result of what can fail. Its error takes whatever a `?` brings: see [`Error`].
pub type Result<T = (), E = Error> = std::result::Result<T, E>;

/// An error of any phase of a node's life, or any error of yours.
///
/// `?` turns every error into it that a `Box<dyn Error + Send + Sync>` could hold: those of this crate, of the standard
/// library, of `anyhow`, your own, and text. What is this crate's comes to its variant, the rest to
/// [`Other`](Error::Other), with its sources.
///
/// Therefore it can not implement [`std::error::Error`] itself; `?` turns it into a `Box<dyn Error>` all the same, and
/// [`into_boxed`](Error::into_boxed) into one that is `Send + Sync`.
///
/// Its `Debug` form is its message and those of its sources: that is what a `main` that returns it prints. What is wrong
/// with arguments, or keeps a node from starting, ends with a name that the guide's page on errors explains.
#[non_exhaustive]
pub enum Error {
    /// A node did not start.
    Start(StartError),
    /// A node ended with an error.
    Node(NodeError),
    /// A node did not end.
    Stop(StopError),
    /// A call failed.
    Call(CallError),
    /// A goal was not sent, not cancelled, or has no result that one can get.
    Action(ActionError),
    /// A message was not sent.
    Publish(PublishError),
    /// A parameter was not set.
    Parameter(ParameterError),
    /// The node stops.
    Stopped(Stopped),
    /// A transport refused something.
    Transport(TransportError),
    /// The program's arguments are wrong.
    Args(ArgsError),
    /// Callbacks wait for what can never come.
    Hang(Hang),
    /// Anything else.
    Other(BoxError),
}

/// The variants that have a type of their own.
macro_rules! known {
    ($($variant:ident)+) => {
        impl Error {
            /// The error as one of the standard library's: its message, its sources, and its own type.
            pub fn as_std(&self) -> &(dyn StdError + Send + Sync + 'static) {
                match self {
                    $(Error::$variant(error) => error,)+
                    Error::Other(error) => &**error,
                }
            }

            /// The error as one that other crates' errors take.
            pub fn into_boxed(self) -> BoxError {
                match self {
                    $(Error::$variant(error) => Box::new(error),)+
                    Error::Other(error) => error,
                }
            }

            fn sorted(error: BoxError) -> Error {
                $(let error = match error.downcast() {
                    Ok(error) => return Error::$variant(*error),
                    Err(error) => error,
                };)+
                Error::Other(error)
            }
        }
    };
}

known! { Start Node Stop Call Action Publish Parameter Stopped Transport Args Hang }

impl Error {
    /// An error in the user's words.
    pub fn other(reason: impl fmt::Display) -> Error {
        Error::Other(reason.to_string().into())
    }
}

impl<E: Into<BoxError>> From<E> for Error {
    fn from(error: E) -> Error {
        Error::sorted(error.into())
    }
}

impl From<Error> for Box<dyn StdError> {
    fn from(error: Error) -> Box<dyn StdError> {
        error.into_boxed()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.as_std(), f)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let error = self.as_std();
        write!(f, "{error}")?;
        let mut source = error.source();
        while let Some(cause) = source {
            write!(f, "\n  because: {cause}")?;
            source = cause.source();
        }
        match self {
            Error::Args(_) => write!(f, "\n  see: rosweave::arguments"),
            // A deadlock has a name of its own.
            Error::Start(StartError::Deadlock(_)) => Ok(()),
            Error::Start(_) => write!(f, "\n  see: rosweave::start"),
            _ => Ok(()),
        }
    }
}
