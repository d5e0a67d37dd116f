//! Doors past the checks, for tests that show what they prevent and for the benchmark of what they cost.

use std::time::Duration;

use super::Group;
use super::asking::Asks;
use super::client::Client;
use super::context::Context;
use crate::life::current;
use crate::message::Service;

/// What a call pays for being asked about, alone: the door for the benchmark.
pub fn may_wait<S: Service, G: Group>(client: &Client<S, G>) -> bool {
    current().is_none_or(|who| client.checked().ask(who).is_ok())
}

/// A call without the check, and without the wait graph: the door for tests that show what both prevent.
pub fn call_unchecked<'a, S: Service, G: Group, C: Context>(
    client: &'a Client<S, G>,
    cx: &'a C,
    request: S::Request,
    limit: Option<Duration>,
) -> C::Reply<'a, S> {
    client.begin(cx, request, limit, Asks::No)
}

/// A call without the compiler's check: the door for tests that show what the wait graph refuses.
pub fn call_unseen<'a, S: Service, G: Group, C: Context>(
    client: &'a Client<S, G>,
    cx: &'a C,
    request: S::Request,
    limit: Option<Duration>,
) -> C::Reply<'a, S> {
    client.begin(cx, request, limit, Asks::Yes)
}
