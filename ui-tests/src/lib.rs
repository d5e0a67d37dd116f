//! What the compile-time cases share: messages, services, and code that is another crate to them.

#![deny(warnings, missing_docs, unreachable_pub, missing_debug_implementations)]

pub mod documented;
pub mod wire;

use std::time::Duration;

pub use rosweave;
use rosweave::__private::node_facts;
use rosweave::facts::{NodeFacts, Role, names};
use rosweave::testing::World;
use rosweave::{Client, Context, Group, Node, NodeStats, Service};

/// Adds two numbers.
#[derive(Debug)]
pub struct AddTwoInts;

impl Service for AddTwoInts {
    type Request = (i64, i64);
    type Response = i64;
}

/// Asks for nothing, and gets nothing.
#[derive(Debug)]
pub struct Empty;

impl Service for Empty {
    type Request = ();
    type Response = ();
}

/// A line of text.
#[derive(Clone, Debug, Default)]
pub struct StringMsg {
    /// The text.
    pub data: String,
}

/// A message that can not be cloned.
#[derive(Debug, Default)]
pub struct Image {
    /// The pixels.
    pub pixels: Vec<u8>,
}

/// An exclusive group.
#[derive(Debug, Default, Group)]
pub struct Control;

/// Another exclusive group.
#[derive(Debug, Default, Group)]
pub struct Planning;

/// A reentrant group.
#[derive(Debug, Default, Group)]
#[group(reentrant)]
pub struct Io;

/// A group of which two callbacks may run at once.
#[derive(Debug, Default, Group)]
#[group(reentrant, max_parallel = 2)]
pub struct Pool;

/// Calls in whatever context it is lent: a helper of another crate.
pub fn ask<'a, C: Context, G: Group>(add: &'a Client<AddTwoInts, G>, cx: &'a C) -> C::Reply<'a, AddTwoInts> {
    add.call(cx, (1, 2))
}

/// Runs node `N` for three seconds of virtual time, beside somebody who serves `add_two_ints` and
/// `trigger`, sends on `chatter`, `image` and `number`, and calls each of the node's services once.
///
/// # Panics
/// Where the node does not start or hangs, and where one of its callbacks fails or never runs.
pub fn runs<N: Node>() {
    let world = World::new(1);
    let run = || -> rosweave::Result<NodeStats> {
        let _adder = world.serve::<AddTwoInts>("add_two_ints", |(a, b)| a + b)?;
        let _trigger = world.serve::<Empty>("trigger", |()| ())?;
        let node = world.start::<N>()?;
        world.advance(Duration::from_secs(1))?;
        world.publish::<StringMsg>("chatter", StringMsg { data: "hello".to_owned() })?;
        world.publish::<Image>("image", Image::default())?;
        world.publish::<i64>("number", 7_i64)?;
        call_services(&world, node_facts::<N>())?;
        world.advance(Duration::from_secs(2))?;
        Ok(node.stats())
    };
    let stats = run().unwrap_or_else(|error| panic!("{error}"));
    for callback in &stats.callbacks {
        assert!(callback.failed + callback.panicked == 0, "failed: {callback:?}");
        assert!(callback.calls > 0, "never ran: {callback:?}");
    }
}

fn call_services(world: &World, node: NodeFacts<'_>) -> rosweave::Result {
    for callback in node.callbacks {
        let Role::Service { service, service_type, .. } = callback.role else { continue };
        let service = names::resolve(node.namespace, node.name, service);
        match service_type {
            "AddTwoInts" => assert_eq!(world.call::<AddTwoInts>(&service, (1, 2))?, 3),
            "Empty" => world.call::<Empty>(&service, ())?,
            other => panic!("no case needs a service of type {other}"),
        }
    }
    Ok(())
}
