//! Finds the waits of callbacks in the tokens of their bodies.
//!
//! Bodies are never parsed: what is looked for are patterns of tokens, and whatever is not understood counts
//! as "the context leaves". A wait that is missed here is still judged by `Client::call` where it hangs by
//! itself; the patterns decide what is known of longer cycles.

mod body;
mod foreign;
mod goals;
mod held;
mod imports;
mod init;
mod outlive;
mod reach;
mod slips;
mod tokens;
mod walk;

pub(crate) use body::{BareCall, SelfKind, Source};
pub(crate) use foreign::{BLOCKING_WORDS, blocking_calls};
pub(crate) use goals::Awaited;
pub(crate) use held::held_across_await;
pub(crate) use imports::Imports;
pub(crate) use init::{Leaving, leaving_handles};
pub(crate) use outlive::outliving;
pub(crate) use reach::{ContextUse, Found, Reach, Scan, Site};
pub(crate) use slips::{Known, Slip, SlipKind, Use, calls_of, slips};

#[cfg(test)]
mod tests;
