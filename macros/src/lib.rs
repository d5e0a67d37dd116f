//! The attribute macros of rosweave. Use them through the crate `rosweave`, which documents them.
//!
//! The docs of the macros are the reference of their options: editors show them at the attribute.
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
mod misspelt;
mod model;
mod node;
mod options;
mod own;
mod parse;
mod qos;
mod scan;
mod syntax;
#[cfg(test)]
mod tests;
mod text;

use proc_macro::TokenStream;

use attr::Mark;

/// Declares a node: on its struct, and on the one impl block with its callbacks.
///
/// ```
/// use rosweave::prelude::*;
///
/// #[node(name = "arm", on_panic = resume)]
/// struct Arm {
///     #[publisher("state")]
///     state: Publisher<String>,
///     moves: u64,                                 // plain state: starts as its `Default`
/// }
///
/// #[node]
/// impl Arm {
///     #[subscribe("goal")]
///     fn on_goal(&mut self, goal: &f64) -> Result<(), PublishError> {
///         self.moves += 1;
///         self.state.publish(format!("moving to {goal} m"))
///     }
/// }
/// ```
///
/// # Options on the struct
///
/// | option | default | what it says |
/// |---|---|---|
/// | `name = ".."` | the type's name in snake case | the node's name |
/// | `namespace = "/.."` | `/` | its namespace, absolute |
/// | `on_panic = stop` or `resume` | `stop` | whether a panic in a callback ends the node, or is logged and counted |
/// | `allow_undeclared` | off | whether parameters that nobody declared may be set |
/// | `docs = false` | `true` | whether `cargo doc` shows its groups, topics and waits |
/// | `crate = path` | `::rosweave` | where the runtime is, if it has another name |
///
/// On the impl block there is `crate` alone.
///
/// # Fields
///
/// | attribute | type of the field |
/// |---|---|
/// | `#[publisher("topic", qos = ..)]` | `Publisher<M>` |
/// | `#[client("service", timeout = "2s")]` | `Client<S>`, or `Client<S, G>` whose replies group `G` delivers. Without `timeout` a call waits for as long as it takes |
/// | `#[action_client("action", timeout = "2s")]` | `ActionClient<A>`, `ActionClient<A, G>`; the limit is for sending, cancelling and asking, and not for the goal |
/// | `#[parameter_client("/camera", timeout = "2s")]` | `ParameterClient`, `ParameterClient<G>`: the parameters of another node |
/// | `#[timer_handle("callback")]` | `Timer`: that of a callback of this node |
/// | `#[parameter(..)]` | `Parameter<T>`, or a struct that derives [`macro@Parameters`] |
/// | none | any other type: state of the node |
///
/// `#[parameter]` takes `default = ..` (without one the parameter has to be given), `range = 0.0..=1.0`, `step = ..`,
/// `read_only`, `name = "other.name"`, `constraints = ".."` (a text for tools).
///
/// # Callbacks
///
/// Methods with [`macro@subscribe`], [`macro@service`], [`macro@action`], [`macro@timer`] or [`macro@on_change`], each with
/// `#[group(G)]` where it is not in the default group. Beside them [`macro@init`], [`macro@validate`], [`macro@accept`],
/// [`macro@accept_cancel`] and [`macro@waits`], and methods of your own.
///
/// A callback is sync or `async`, and takes what it needs, by type, in any order. In all kinds that is:
///
/// | parameter | what it is |
/// |---|---|
/// | `&self` | the node, shared by its callbacks |
/// | `&mut self` | the node, where all its callbacks are in the default group |
/// | `&mut G`, `&G` | the state of its group `G`; `&mut` only where `G` is exclusive |
/// | `&Cx<G>` | in a sync callback: the permission to wait, which blocks. `&Cx` in the default group |
/// | `&AsyncCx<G>` | in an `async` callback: the same, for `.await` |
///
/// It returns nothing or a `Result<(), E>`, where its kind says nothing else. An error is logged with node and callback, and
/// counted. `E` is whatever has a `Display`.
///
/// # Errors
///
/// A layout that would hang is refused while compiling, at the call that closes the cycle of waits. What an attribute can not
/// take is an error at the word, with what to write instead.
#[proc_macro_attribute]
pub fn node(options: TokenStream, item: TokenStream) -> TokenStream {
    node::node(options.into(), item.into()).into()
}

/// The struct half of a node. Written by `#[node]`.
#[doc(hidden)]
#[proc_macro_derive(
    NodeStruct,
    attributes(
        client,
        action_client,
        parameter_client,
        publisher,
        timer_handle,
        parameter,
        rosweave_node,
        rosweave_refused
    )
)]
pub fn derive_node_struct(input: TokenStream) -> TokenStream {
    node::derive_node_struct(input.into()).into()
}

/// Makes a type a callback group: its callbacks run one at a time, or overlap. The group's value is the state that they share.
///
/// ```
/// use rosweave::prelude::*;
///
/// /// Exclusive: callbacks get it as `&mut Control`.
/// #[derive(Group, Default)]
/// struct Control {
///     integral: f64,
/// }
///
/// /// Reentrant: callbacks overlap, also with themselves, and get it as `&Io`.
/// #[derive(Group, Default)]
/// #[group(reentrant)]
/// struct Io;
///
/// /// Reentrant, four callbacks at a time at most.
/// #[derive(Group, Default)]
/// #[group(reentrant, max_parallel = 4)]
/// struct Planning;
/// ```
///
/// | option of `#[group(..)]` | default | what it says |
/// |---|---|---|
/// | `exclusive`, `reentrant` | `exclusive` | whether callbacks may overlap |
/// | `max_parallel = 4` | no limit | how many at most; for reentrant groups |
/// | `crate = path` | `::rosweave` | where the runtime is, if it has another name |
///
/// Its state starts as its `Default`, or is made by `#[init]`. On a callback `#[group(Control)]` says which group it is in;
/// `Client<S, Io>` which group delivers a client's replies. The same type in two nodes is two groups when they run.
#[proc_macro_derive(Group, attributes(group))]
pub fn derive_group(input: TokenStream) -> TokenStream {
    node::derive_group(input.into()).into()
}

/// Makes a struct one of parameters, whose names are below that of the node's field: `gains.kp`.
///
/// Each field has `#[parameter(..)]`, as in a node's struct, with its options.
///
/// ```
/// use rosweave::prelude::*;
///
/// #[derive(Parameters)]
/// struct Gains {
///     /// How strongly it reacts. Tools show this text.
///     #[parameter(default = 1.0, range = 0.0..=10.0)]
///     kp: Parameter<f64>,
/// }
///
/// #[node]
/// struct Drive {
///     #[parameter]
///     gains: Gains,
/// }
///
/// #[node]
/// impl Drive {
///     #[timer("100Hz")]
///     fn control(&self) {
///         let _kp = self.gains.kp.get();
///     }
/// }
/// ```
/// `#[parameters(crate = path::to::rosweave)]` says where the runtime is, if it has another name.
#[proc_macro_derive(Parameters, attributes(parameter, parameters))]
pub fn derive_parameters(input: TokenStream) -> TokenStream {
    node::derive_parameters(input.into()).into()
}

/// Makes an enum without data a type that parameters can have: one of several texts.
///
/// A variant is called as in snake case: `FullSpeed` is `full_speed`, unless it has `#[parameter(name = "..")]`.
///
/// ```
/// use rosweave::prelude::*;
///
/// #[derive(Clone, Copy, PartialEq, ParameterEnum)]
/// enum Mode {
///     Idle,
///     #[parameter(name = "full")]
///     FullSpeed,
/// }
/// ```
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

/// Makes a method a subscription's callback.
///
/// ```
/// use rosweave::prelude::*;
///
/// #[node]
/// struct Listener;
///
/// #[node]
/// impl Listener {
///     #[subscribe("scan", qos(sensor_data, depth = 1))]
///     fn on_scan(&self, scan: Arc<Vec<f32>>, info: MessageInfo) {
///         println!("{} ranges, number {:?}", scan.len(), info.sequence);
///     }
/// }
/// ```
///
/// The topic stands first: `/absolute`, `relative` to the node's namespace, or `~/private`. `["left/scan", "right/scan"]`
/// is a list of them. `$(camera)/image` has a part from the read-only parameter `camera`; where that is a list, the
/// subscription is to each.
///
/// | option | default | what it says |
/// |---|---|---|
/// | `qos = preset` | `default` | `default`, `sensor_data`, `services`, `parameters` or `system_default` of ROS 2 |
/// | `qos(preset, policy = .., ..)` | | the preset, which may be left out, with other policies |
///
/// | policy | values | of `default` |
/// |---|---|---|
/// | `reliability` | `reliable`, `best_effort` | `reliable` |
/// | `durability` | `volatile`, `transient_local` | `volatile` |
/// | `history`, `depth` | `keep_last`, `keep_all`; messages | `keep_last`, 10 |
/// | `deadline`, `lifespan`, `lease` | a time such as `"100ms"` | none |
/// | `liveliness` | `automatic`, `manual_by_topic` | `automatic` |
///
/// Beside what every callback may take (see [`macro@node`]):
///
/// | parameter | what it is |
/// |---|---|
/// | `&M`, `Arc<M>`, `M` | the message. `M` alone needs `Clone`, and is a copy where somebody else has the message too |
/// | `MessageInfo` | time stamps, sequence number, sender |
/// | `&Topic` | the topic that the message came on, of a subscription to several |
#[proc_macro_attribute]
pub fn subscribe(_: TokenStream, item: TokenStream) -> TokenStream {
    node::stray(Mark::Subscribe, item.into()).into()
}

/// Makes a method a service's handler.
///
/// ```
/// use rosweave::prelude::*;
///
/// struct Add;
///
/// impl Service for Add {
///     type Request = (i64, i64);
///     type Response = i64;
/// }
///
/// #[node]
/// struct Adder;
///
/// #[node]
/// impl Adder {
///     #[service("add", type = Add)]
///     fn add(&self, (a, b): (i64, i64)) -> Result<i64, &'static str> {
///         a.checked_add(b).ok_or("the sum does not fit")
///     }
/// }
/// ```
///
/// The service's name stands first. `type = S` is the service. There is no quality of service to choose.
///
/// Beside what every callback may take (see [`macro@node`]):
///
/// | parameter | what it is |
/// |---|---|
/// | `R`, `&R` | the request |
/// | `MessageInfo` | time stamps, sequence number, sender |
/// | `Responder<S>` | the way back, to answer later; then the callback returns no response |
///
/// It returns the response, or a `Result` of it: an in-process caller gets the error as `CallError::Failed`.
#[proc_macro_attribute]
pub fn service(_: TokenStream, item: TokenStream) -> TokenStream {
    node::stray(Mark::Service, item.into()).into()
}

/// Makes a method the callback that executes an action's goals. The goal ends when it returns.
///
/// ```
/// use rosweave::prelude::*;
///
/// struct Count;
///
/// impl Action for Count {
///     type Goal = u32;
///     type Result = u32;
///     type Feedback = u32;
/// }
///
/// #[derive(Group, Default)]
/// #[group(reentrant)]
/// struct Work;
///
/// #[node]
/// struct Counter;
///
/// #[node]
/// impl Counter {
///     #[action("count", type = Count, busy = reject)]
///     #[group(Work)]
///     async fn count(&self, goal: Goal<Count>, cx: &AsyncCx<Work>) -> Result<GoalEnd<u32>, PublishError> {
///         for number in 0..*goal {
///             if goal.cancel_requested() {
///                 return Ok(GoalEnd::Canceled(number));
///             }
///             goal.feedback(number)?;
///             cx.sleep(Duration::from_millis(100)).await;
///         }
///         Ok(GoalEnd::Succeeded(*goal))
///     }
///
///     #[accept("count")]
///     fn small(goal: &u32) -> Result<(), &'static str> {
///         if *goal < 1000 { Ok(()) } else { Err("that would take too long") }
///     }
/// }
/// ```
///
/// The action's name stands first.
///
/// | option | default | what it says |
/// |---|---|---|
/// | `type = A` | none | the action |
/// | `busy = queue`, `reject` or `preempt` | `queue` | what becomes of a goal that comes while another one has not ended: it waits for its turn in the group, is refused, or has the ones before it told to end |
/// | `keep_result = "10s"` | 10 seconds | for how long a result can be asked for |
///
/// It takes `Goal<A>` or `&Goal<A>` beside what every callback may take (see [`macro@node`]), and returns `GoalEnd<R>`, the
/// result alone for success, or a `Result` of one of them: an error aborts the goal.
#[proc_macro_attribute]
pub fn action(_: TokenStream, item: TokenStream) -> TokenStream {
    node::stray(Mark::Action, item.into()).into()
}

/// Makes a function the one that decides whether a goal of an action is taken: `#[accept("dock")]`.
///
/// It takes the goal by reference, `&self` before it where it looks at the node, and returns `bool` or `Result<(), E>`. It is
/// sync, gets no context, and can not wait. Without one all goals are taken. [`macro@action`] has an example.
#[proc_macro_attribute]
pub fn accept(_: TokenStream, item: TokenStream) -> TokenStream {
    node::stray(Mark::Accept, item.into()).into()
}

/// Makes a function the one that decides whether a goal of an action may be cancelled: `#[accept_cancel("dock")]`.
///
/// It is written like that of [`macro@accept`]. Without one every goal may be cancelled.
///
/// ```
/// use rosweave::prelude::*;
///
/// struct Dock;
///
/// impl Action for Dock {
///     type Goal = f64;
///     type Result = bool;
///     type Feedback = ();
/// }
///
/// #[node]
/// struct Base;
///
/// #[node]
/// impl Base {
///     #[action("dock", type = Dock)]
///     async fn dock(&self, goal: Goal<Dock>, cx: &AsyncCx) -> Result<GoalEnd<bool>, Stopped> {
///         goal.canceled(cx).await?;
///         Ok(GoalEnd::Canceled(false))
///     }
///
///     #[accept_cancel("dock")]
///     fn not_at_the_dock(goal: &f64) -> bool {
///         *goal > 0.1
///     }
/// }
/// ```
#[proc_macro_attribute]
pub fn accept_cancel(_: TokenStream, item: TokenStream) -> TokenStream {
    node::stray(Mark::AcceptCancel, item.into()).into()
}

/// Makes a method a timer's callback.
///
/// ```
/// use rosweave::prelude::*;
///
/// #[node]
/// struct Blinker {
///     on: bool,
/// }
///
/// #[node]
/// impl Blinker {
///     #[timer("2Hz")]
///     fn blink(&mut self, timer: &Timer) {
///         self.on = !self.on;
///         if timer.period() > Duration::from_secs(1) {
///             timer.cancel();
///         }
///     }
///
///     #[timer("5s", once)]
///     fn warmed_up(&mut self) {}
/// }
/// ```
///
/// The time between two calls stands first: a number with `ns`, `us`, `ms`, `s`, `min` or `h`, or a rate in `Hz`, `kHz`.
/// A read-only parameter may have the number: `"$(rate)Hz"`.
///
/// | option | default | what it says |
/// |---|---|---|
/// | `missed = skip`, `delay` or `burst` | `skip` | what becomes of calls that are late: left out and counted, the period counted anew, or made up for |
/// | `once` | off | a single call, after that time |
///
/// It may take `Timer` or `&Timer`, its own timer, beside what every callback may take (see [`macro@node`]).
#[proc_macro_attribute]
pub fn timer(_: TokenStream, item: TokenStream) -> TokenStream {
    node::stray(Mark::Timer, item.into()).into()
}

/// Makes a method the callback of a change of parameters: `#[on_change(kp, gains)]` of these fields, `#[on_change]` of any.
///
/// It is called once for each set that changes one of them, after the values have changed.
///
/// ```
/// use rosweave::prelude::*;
///
/// #[node]
/// struct Drive {
///     #[parameter(default = 1.0)]
///     kp: Parameter<f64>,
/// }
///
/// #[node]
/// impl Drive {
///     #[on_change(kp)]
///     fn retuned(&self, change: &Change<Self>) {
///         println!("kp {} to {}", change.old.kp, change.new.kp);
///     }
/// }
/// ```
///
/// It may take `Change<Self>` or `&Change<Self>` beside what every callback may take (see [`macro@node`]).
#[proc_macro_attribute]
pub fn on_change(_: TokenStream, item: TokenStream) -> TokenStream {
    node::stray(Mark::OnChange, item.into()).into()
}

/// Makes a function the one that looks at proposed parameters, all of them as they would be. What it refuses changes nothing.
///
/// ```
/// use rosweave::prelude::*;
///
/// #[node]
/// struct Drive {
///     #[parameter(default = 1.0)]
///     slow: Parameter<f64>,
///     #[parameter(default = 2.0)]
///     fast: Parameter<f64>,
/// }
///
/// #[node]
/// impl Drive {
///     #[validate]
///     fn check(values: &Values<Self>) -> Result<(), String> {
///         if values.slow < values.fast { Ok(()) } else { Err("slow is above fast".to_owned()) }
///     }
///
///     #[timer("1s")]
///     fn tick(&self) {}
/// }
/// ```
///
/// It is pure: it gets values, no node and no context. There is one in a node at most, and a node whose own values it refuses
/// does not start.
#[proc_macro_attribute]
pub fn validate(_: TokenStream, item: TokenStream) -> TokenStream {
    node::stray(Mark::Validate, item.into()).into()
}

/// Says which clients a callback, or a method of its block, waits on beyond what is seen of it: `#[waits(slow, fast)]` names
/// fields of the node, `#[waits()]` none.
///
/// It is for callbacks that hand their context out to what the check can not read, such as a macro or another crate, where
/// all that goes along would be assumed. It is taken at its word while compiling; when it runs, a wait that it leaves out and
/// that would close a cycle fails with `CallError::WouldDeadlock`.
#[proc_macro_attribute]
pub fn waits(_: TokenStream, item: TokenStream) -> TokenStream {
    node::stray(Mark::Waits, item.into()).into()
}

/// Lets an `async` callback make calls that block the thread which it runs on, such as `std::thread::sleep`. Without it they
/// are compile errors.
///
/// While one blocks, the callback's group delivers nothing. Other groups go on.
#[proc_macro_attribute]
pub fn allow_blocking(_: TokenStream, item: TokenStream) -> TokenStream {
    node::stray(Mark::AllowBlocking, item.into()).into()
}

/// Makes a function the one that makes the node from its handles, where `Default` is not enough.
///
/// ```
/// use rosweave::prelude::*;
///
/// #[derive(Group)]
/// struct Control {
///     gain: f64,
/// }
///
/// #[node]
/// struct Motor {
///     #[publisher("torque")]
///     torque: Publisher<f64>,
///     limit: f64,
/// }
///
/// #[node]
/// impl Motor {
///     #[init]
///     fn init(h: Handles<Self>, info: NodeInfo) -> Result<(Self, Control), std::num::ParseFloatError> {
///         let gain = "0.5".parse()?;
///         println!("{} starts", info.name());
///         Ok((Motor { torque: h.torque, limit: 10.0 }, Control { gain }))
///     }
///
///     #[subscribe("error")]
///     #[group(Control)]
///     fn on_error(&self, error: &f64, control: &mut Control) -> Result<(), PublishError> {
///         self.torque.publish((control.gain * error).min(self.limit))
///     }
/// }
/// ```
///
/// It takes `Handles<Self>`, which has the fields with attributes, and where it likes `NodeInfo` (names and clock) and values by
/// their types, which `NodeOptions::with` gives; `Option<T>` may be left out there. It returns the node, or a tuple of the node
/// and the states of groups, or a `Result` of either, and may be `async`.
#[proc_macro_attribute]
pub fn init(_: TokenStream, item: TokenStream) -> TokenStream {
    node::stray(Mark::Init, item.into()).into()
}
