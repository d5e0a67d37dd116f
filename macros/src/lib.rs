//! The attribute macros of rosweave. Use them through the crate `rosweave`, which documents them.
//!
//! Each macro goes through the same stages: `attr` and `options` read attributes, `parse` splits an
//! impl block, `model` holds what both halves of a node declare, `check` looks at what no single
//! callback shows, `scan` finds the waits in bodies, and `expand` writes the code. Errors are collected
//! on the way, and all of them are reported. `docs` writes what `cargo doc` shows of a node.

mod attr;
mod check;
mod docs;
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
mod syntax;
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
#[proc_macro_derive(
    NodeStruct,
    attributes(client, action_client, publisher, timer_handle, parameter, rosweave_node)
)]
pub fn derive_node_struct(input: TokenStream) -> TokenStream {
    node::derive_node_struct(input.into()).into()
}

/// Declares a callback group: exclusive, or with `#[group(reentrant)]` one whose callbacks may overlap.
#[proc_macro_derive(Group, attributes(group))]
pub fn derive_group(input: TokenStream) -> TokenStream {
    node::derive_group(input.into()).into()
}

/// Makes a struct one of parameters, whose names are below that of the node's field: `gains.kp`.
///
/// Each field has `#[parameter(..)]`, as in a node's struct: `#[parameter(default = 1.0)] kp: Parameter<f64>`.
///
/// `#[parameters(crate = path::to::rosweave)]` says where the runtime is, if it has another name.
#[proc_macro_derive(Parameters, attributes(parameter, parameters))]
pub fn derive_parameters(input: TokenStream) -> TokenStream {
    node::derive_parameters(input.into()).into()
}

/// Makes an enum without data a type that parameters can have: one of several texts.
///
/// A variant is called as in snake case: `FullSpeed` is `full_speed`, unless it has `#[parameter(name = "..")]`.
///
/// The enum is `Clone`, `Copy` and `PartialEq`. `#[parameters(crate = path::to::rosweave)]` says where the runtime is, if it
/// has another name.
#[proc_macro_derive(ParameterEnum, attributes(parameter, parameters))]
pub fn derive_parameter_enum(input: TokenStream) -> TokenStream {
    node::derive_parameter_enum(input.into()).into()
}

/// Gives a struct its name among the messages of ROS 2: `#[ros("my_package/msg/Detection")]`.
///
/// The struct derives serde's `Serialize` and `Deserialize` too. Its fields are those of the definition, in the same
/// order, with these types:
///
/// | ROS 2 | Rust |
/// |---|---|
/// | `bool`, `int8` to `int64`, `uint8` to `uint64` | `bool`, `i8` to `i64`, `u8` to `u64` |
/// | `float32`, `float64` | `f32`, `f64` |
/// | `byte`, `char` | `u8` |
/// | `string`, `string<=10` | `String` |
/// | `T[]`, `T[<=3]` | `Vec<T>` |
/// | `T[3]` | `[T; 3]` |
/// | `other_package/Pixel` | the struct that has this name |
///
/// Any other type is an error that says what to write instead, unless it implements the trait `Field`, or serde's
/// `with` names what encodes it. Bounds are not checked. A `Vec<u8>` travels much faster with
/// `#[serde(with = "rosweave::bytes")]`, and an array of more than 32 elements needs
/// `#[serde(with = "rosweave::array")]`.
///
/// `name = ".."` is the name's option where it does not stand first. `crate = path::to::rosweave` says where the
/// runtime is, if it has another name.
#[proc_macro_derive(Message, attributes(ros))]
pub fn derive_message(input: TokenStream) -> TokenStream {
    message::derive_message(input.into()).into()
}

/// Makes a type a service: `#[ros("my_package/srv/Detect", request = DetectRequest, response = DetectResponse)]`.
///
/// With a name it is one that ROS 2 knows; the request and the response then derive serde's `Serialize` and
/// `Deserialize`. Without one it works in-process, with any types. `crate = path::to::rosweave` says where the runtime
/// is, if it has another name.
#[proc_macro_derive(Service, attributes(ros))]
pub fn derive_service(input: TokenStream) -> TokenStream {
    message::derive_service(input.into()).into()
}

/// Makes a type an action: `#[ros("my_package/action/Dock", goal = DockGoal, result = DockResult, feedback = DockFeedback)]`.
///
/// With a name it is one that ROS 2 knows; its three types then derive serde's `Serialize` and `Deserialize`. Without
/// one it works in-process, with any types. The result has a `Default` in either case: it is what a client gets of a
/// goal that ended without one. `crate = path::to::rosweave` says where the runtime is, if it has another name.
#[proc_macro_derive(Action, attributes(ros))]
pub fn derive_action(input: TokenStream) -> TokenStream {
    message::derive_action(input.into()).into()
}

/// Notes a declaration for the docs of nodes. Called by what the other macros write.
#[doc(hidden)]
#[proc_macro]
pub fn declare_docs(tokens: TokenStream) -> TokenStream {
    docs::declare(tokens.into());
    TokenStream::new()
}

/// The section of a node's docs. Called by what `#[node]` writes.
#[doc(hidden)]
#[proc_macro]
pub fn node_docs(tokens: TokenStream) -> TokenStream {
    docs::section(tokens.into()).into()
}

/// Puts tokens to the place of others. Called by what the runtime's macros write.
#[doc(hidden)]
#[proc_macro]
pub fn at(tokens: TokenStream) -> TokenStream {
    expand::at(tokens.into()).into()
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

/// Makes a method the callback that executes an action's goals: `#[action("dock", type = Dock)]`.
#[proc_macro_attribute]
pub fn action(_: TokenStream, item: TokenStream) -> TokenStream {
    node::stray(Mark::Action, item.into()).into()
}

/// Makes a function the one that decides whether a goal of an action is taken: `#[accept("dock")]`.
#[proc_macro_attribute]
pub fn accept(_: TokenStream, item: TokenStream) -> TokenStream {
    node::stray(Mark::Accept, item.into()).into()
}

/// Makes a function the one that decides whether a goal of an action may be cancelled: `#[accept_cancel("dock")]`.
#[proc_macro_attribute]
pub fn accept_cancel(_: TokenStream, item: TokenStream) -> TokenStream {
    node::stray(Mark::AcceptCancel, item.into()).into()
}

/// Makes a method a timer's callback: `#[timer("1s")]`, `#[timer("100Hz", missed = burst)]`.
#[proc_macro_attribute]
pub fn timer(_: TokenStream, item: TokenStream) -> TokenStream {
    node::stray(Mark::Timer, item.into()).into()
}

/// Makes a method the callback of a change of parameters: `#[on_change(kp, ki)]`; `#[on_change]` of any.
#[proc_macro_attribute]
pub fn on_change(_: TokenStream, item: TokenStream) -> TokenStream {
    node::stray(Mark::OnChange, item.into()).into()
}

/// Makes a function the one that looks at proposed parameters: `#[validate] fn check(values: &Values<Self>) -> Result<(), String>`.
#[proc_macro_attribute]
pub fn validate(_: TokenStream, item: TokenStream) -> TokenStream {
    node::stray(Mark::Validate, item.into()).into()
}

/// Says which clients a callback, or a method of its block, waits on beyond what is seen of it:
/// `#[waits(slow, fast)]`.
#[proc_macro_attribute]
pub fn waits(_: TokenStream, item: TokenStream) -> TokenStream {
    node::stray(Mark::Waits, item.into()).into()
}

/// Lets an `async` callback make calls that block the thread which it shares.
#[proc_macro_attribute]
pub fn allow_blocking(_: TokenStream, item: TokenStream) -> TokenStream {
    node::stray(Mark::AllowBlocking, item.into()).into()
}

/// Makes a function the one that makes the node from its handles.
#[proc_macro_attribute]
pub fn init(_: TokenStream, item: TokenStream) -> TokenStream {
    node::stray(Mark::Init, item.into()).into()
}
