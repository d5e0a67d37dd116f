//! The attribute macros of rosweave. Use them through the crate `rosweave`, which documents them.
//!
//! Each macro goes through the same stages: `attr` and `options` read attributes, `parse` splits an
//! impl block, `model` holds what both halves of a node declare, `check` looks at what no single
//! callback shows, `scan` finds the waits in bodies, and `expand` writes the code. Errors are collected
//! on the way, and all of them are reported.

mod attr;
mod check;
mod duration;
mod errors;
mod expand;
mod message;
mod model;
mod node;
mod options;
mod parse;
mod qos;
mod scan;
#[cfg(test)]
mod tests;
mod text;

use proc_macro::TokenStream;

use attr::Mark;

/// Declares a node: on its struct, and on the impl block with its callbacks.
#[proc_macro_attribute]
pub fn node(options: TokenStream, item: TokenStream) -> TokenStream {
    node::node(options.into(), item.into()).into()
}

/// The struct half of a node. Written by `#[node]`.
#[doc(hidden)]
#[proc_macro_derive(NodeStruct, attributes(client, publisher, timer_handle, rosweave_node))]
pub fn derive_node_struct(input: TokenStream) -> TokenStream {
    node::derive_node_struct(input.into()).into()
}

/// Declares a callback group: exclusive, or with `#[group(reentrant)]` one whose callbacks may overlap.
#[proc_macro_derive(Group, attributes(group))]
pub fn derive_group(input: TokenStream) -> TokenStream {
    node::derive_group(input.into()).into()
}

/// Gives a message its name in ROS 2: `#[ros("my_package/msg/Detection")]`.
#[proc_macro_derive(Message, attributes(ros))]
pub fn derive_message(input: TokenStream) -> TokenStream {
    message::derive_message(input.into()).into()
}

/// Makes a type a service: `#[ros("my_package/srv/Detect", request = .., response = ..)]`.
#[proc_macro_derive(Service, attributes(ros))]
pub fn derive_service(input: TokenStream) -> TokenStream {
    message::derive_service(input.into()).into()
}

/// Makes a method a subscription's callback: `#[subscribe("chatter", qos = sensor_data)]`.
#[proc_macro_attribute]
pub fn subscribe(_: TokenStream, item: TokenStream) -> TokenStream {
    node::stray(Mark::Subscribe, item.into()).into()
}

/// Makes a method a service's handler: `#[service("reset", type = Empty)]`.
#[proc_macro_attribute]
pub fn service(_: TokenStream, item: TokenStream) -> TokenStream {
    node::stray(Mark::Service, item.into()).into()
}

/// Makes a method a timer's callback: `#[timer("1s")]`, `#[timer("100Hz", missed = burst)]`.
#[proc_macro_attribute]
pub fn timer(_: TokenStream, item: TokenStream) -> TokenStream {
    node::stray(Mark::Timer, item.into()).into()
}

/// Makes a function the one that makes the node from its handles.
#[proc_macro_attribute]
pub fn init(_: TokenStream, item: TokenStream) -> TokenStream {
    node::stray(Mark::Init, item.into()).into()
}
