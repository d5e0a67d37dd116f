//! The choice of a transport by the environment, among those that a program names.

use crate::args::program::{self, Wish};
use crate::args::{args, help};
use crate::declare::{NodeImpl, node_facts};
use crate::error::{Error, Result};
use crate::facts::NodeFacts;
use crate::node::Node;
use crate::system::print;
use crate::transport::Transport;

/// What chooses the transport of [`run_any`](crate::run_any).
pub(crate) const VARIABLE: &str = "ROSWEAVE_TRANSPORT";

/// A program of so many nodes on one transport: what it is called, what the nodes are, and what runs them.
///
/// One value has all three, so that `main!` asks once whether the nodes are nodes.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Choice<const NODES: usize> {
    pub name: &'static str,
    pub facts: [NodeFacts<'static>; NODES],
    pub run: fn() -> Result,
}

/// Transports among which the environment chooses, for node `N`: a tuple of up to three.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no choice of transports for this program",
    label = "expected a tuple of one to three transports",
    note = "name the transports, the default first: `(InProcess, Dds)`; the node has to run on each of them",
    note = "see: rosweave::node"
)]
#[doc(hidden)]
pub trait Transports<N> {
    /// The default first.
    const CHOICES: &'static [Choice<1>];
}

macro_rules! tuples {
    ($(($($transport:ident),+))+) => {$(
        impl<N, $($transport: Transport),+> Transports<N> for ($($transport,)+)
        where
            $(N: Node<$transport>),+
        {
            const CHOICES: &'static [Choice<1>] = &[$(Choice {
                name: $transport::NAME,
                facts: [node_facts::<N>()],
                run: super::run_node::<$transport, N>,
            }),+];
        }
    )+};
}

tuples! { (A) (A, B) (A, B, C) }

/// The facts of a node, once it is judged.
#[doc(hidden)]
pub const fn judged_facts<T: Transport, N: Node<T>>() -> NodeFacts<'static> {
    let () = <N as NodeImpl>::JUDGED;
    node_facts::<N>()
}

/// Runs the program on the transport that the environment names.
#[doc(hidden)]
pub fn run_chosen<const NODES: usize>(choices: &[Choice<NODES>]) -> Result {
    let wanted = std::env::var_os(VARIABLE).map(|name| name.to_string_lossy().into_owned());
    help_or_run(pick(choices, wanted.as_deref())?)
}

/// Runs the program, unless its arguments ask for help, or are wrong.
pub(super) fn help_or_run<const NODES: usize>(choice: &Choice<NODES>) -> Result {
    match program::wish(args()?.before())? {
        Wish::Help => print(&help::text(&choice.facts)),
        Wish::Run | Wish::Describe => (choice.run)(),
    }
}

fn pick<'a, const NODES: usize>(
    choices: &'a [Choice<NODES>],
    wanted: Option<&str>,
) -> Result<&'a Choice<NODES>> {
    let wanted = wanted.filter(|name| !name.is_empty()).unwrap_or(choices[0].name);
    choices.iter().find(|choice| choice.name == wanted).ok_or_else(|| {
        let names: Vec<_> = choices.iter().map(|choice| choice.name).collect();
        Error::other(format!("{VARIABLE} is `{wanted}`, and this program runs on: {}", names.join(", ")))
    })
}

#[cfg(test)]
mod tests {
    use super::{Choice, pick};

    const fn named(name: &'static str) -> Choice<0> {
        Choice { name, facts: [], run: || Ok(()) }
    }

    const CHOICES: &[Choice<0>] = &[named("in-process"), named("dds")];

    #[test]
    fn the_first_transport_is_the_default() {
        assert_eq!(pick(CHOICES, None).unwrap().name, "in-process");
        assert_eq!(pick(CHOICES, Some("")).unwrap().name, "in-process");
    }

    #[test]
    fn the_environment_chooses_by_name() {
        assert_eq!(pick(CHOICES, Some("dds")).unwrap().name, "dds");
    }

    #[test]
    fn an_unknown_name_is_an_error_that_lists_the_known_ones() {
        let error = pick(CHOICES, Some("zenoh")).unwrap_err().to_string();
        assert_eq!(error, "ROSWEAVE_TRANSPORT is `zenoh`, and this program runs on: in-process, dds");
    }
}
