//! The choice of a transport by the environment, among those that a program names.

use crate::error::{Error, Result};
use crate::node::Node;
use crate::node::start::NodeOptions;
use crate::system::System;
use crate::transport::Transport;

/// What chooses the transport of [`run_any`](crate::run_any).
pub(crate) const VARIABLE: &str = "ROSWEAVE_TRANSPORT";

/// A program that can run on transport `T`.
///
/// A trait and no closure: the transport is chosen by a value, and what is run by it is generic.
#[doc(hidden)]
pub trait Program<T: Transport> {
    /// The nodes that it consists of.
    fn system() -> System<T>;
}

/// The program that consists of one node.
#[doc(hidden)]
#[derive(Debug)]
pub struct Only<N>(std::marker::PhantomData<N>);

impl<T: Transport, N: Node<T>> Program<T> for Only<N> {
    fn system() -> System<T> {
        System::on().node::<N>(NodeOptions::new())
    }
}

/// A transport's name, and what runs the program on it.
type Choice = (&'static str, fn() -> Result);

/// Transports among which the environment chooses, for program `P`: a tuple of up to three.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no choice of transports for this program",
    label = "expected a tuple of one to three transports",
    note = "name the transports, the default first: `(InProcess, Dds)`; the node has to run on each of them"
)]
#[doc(hidden)]
pub trait Transports<P> {
    /// What each is called and how the program runs on it, the default first.
    const CHOICES: &'static [Choice];
}

macro_rules! tuples {
    ($(($($transport:ident),+))+) => {$(
        impl<P, $($transport: Transport),+> Transports<P> for ($($transport,)+)
        where
            $(P: Program<$transport>),+
        {
            const CHOICES: &'static [Choice] =
                &[$(($transport::NAME, || super::run_system(<P as Program<$transport>>::system()))),+];
        }
    )+};
}

tuples! { (A) (A, B) (A, B, C) }

/// Runs `P` on the transport that the environment names.
#[doc(hidden)]
pub fn run_chosen<L: Transports<P>, P>() -> Result {
    let wanted = std::env::var_os(VARIABLE).map(|name| name.to_string_lossy().into_owned());
    pick(L::CHOICES, wanted.as_deref())?()
}

fn pick<R: Copy>(choices: &[(&'static str, R)], wanted: Option<&str>) -> Result<R> {
    let wanted = wanted.filter(|name| !name.is_empty()).unwrap_or(choices[0].0);
    let named = choices.iter().find(|(name, _)| *name == wanted);
    named.map(|(_, run)| *run).ok_or_else(|| {
        let names: Vec<_> = choices.iter().map(|(name, _)| *name).collect();
        Error::other(format!("{VARIABLE} is `{wanted}`, and this program runs on: {}", names.join(", ")))
    })
}

#[cfg(test)]
mod tests {
    use super::pick;

    const CHOICES: &[(&str, u8)] = &[("in-process", 1), ("dds", 2)];

    #[test]
    fn the_first_transport_is_the_default() {
        assert_eq!(pick(CHOICES, None).unwrap(), 1);
        assert_eq!(pick(CHOICES, Some("")).unwrap(), 1);
    }

    #[test]
    fn the_environment_chooses_by_name() {
        assert_eq!(pick(CHOICES, Some("dds")).unwrap(), 2);
    }

    #[test]
    fn an_unknown_name_is_an_error_that_lists_the_known_ones() {
        let error = pick(CHOICES, Some("zenoh")).unwrap_err().to_string();
        assert_eq!(error, "ROSWEAVE_TRANSPORT is `zenoh`, and this program runs on: in-process, dds");
    }
}
