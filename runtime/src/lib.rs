//! ROS 2 nodes as Rust structs, with callback groups that the compiler checks for deadlocks.
//!
//! ```no_run
//! use rosweave::prelude::*;
//!
//! /// A service is a type that names a request and a response. Any Rust type will do in-process.
//! struct Empty;
//!
//! impl Service for Empty {
//!     type Request = ();
//!     type Response = ();
//! }
//!
//! /// A callback group. This one delivers the client's replies.
//! #[derive(Group, Default)]
//! struct Replies;
//!
//! #[node]
//! struct Asker {
//!     #[client("test_service", timeout = "10s")]
//!     test_service: Client<Empty, Replies>,
//! }
//!
//! #[node]
//! impl Asker {
//!     /// Names no group, so it is in the default group. It blocks until the response is there.
//!     #[timer("1s")]
//!     fn ask(&self, cx: &Cx) -> Result<(), CallError> {
//!         self.test_service.call(cx, ())?;
//!         println!("Received response");
//!         Ok(())
//!     }
//! }
//!
//! # #[node]
//! # struct Answerer;
//! # #[node]
//! # impl Answerer {
//! #     #[service("test_service", type = Empty)]
//! #     fn answer(&self, _request: ()) {}
//! # }
//! rosweave::main!(Asker, Answerer);
//! ```
//!
//! With `Client<Empty>` the reply would be delivered by the group that waits for it: `cargo build` refuses that, and says
//! why and what to write instead.
//!
//! # Where to go from here
//!
//! - What stands on a node: [`macro@node`], and on its callbacks: [`macro@subscribe`], [`macro@service`],
//!   [`macro@action`], [`macro@timer`], [`macro@on_change`], [`macro@init`]. Their pages are the reference of all options.
//! - Who may run beside whom: [`macro@Group`]. Who may wait, and where: [`Cx`], [`AsyncCx`].
//! - What a node holds: [`Publisher`], [`Client`], [`ActionClient`], [`Timer`], [`Parameter`].
//! - To run it: [`main!`], [`run`], [`NodeOptions`], [`System`], [`block_on`]. To test it: [`testing::World`].
//! - What travels: [`Message`](macro@Message), [`Service`](macro@Service), [`Action`](macro@Action), and the common
//!   packages in [`msgs`] (feature `msgs`).
//! - Where it travels: [`InProcess`], `Dds` (feature `dds`), `R2r` (feature `r2r`, on a sourced ROS 2).
//! - Why a call failed: [`CallError`]; why a node did not start: [`StartError`].
//!
//! The repository has a guide, pages for whoever comes from rclcpp, rclpy or r2r, and a gallery of real hangs.
#![warn(rustdoc::broken_intra_doc_links)]

// Generated code names this crate absolutely, also in its own tests.
#[allow(unused_extern_crates)]
extern crate self as rosweave;

pub mod analysis;
mod args;
mod declare;
pub mod describe;
mod error;
pub mod facts;
mod group;
mod habits;
mod life;
pub mod log;
mod message;
pub mod msgs;
mod node;
mod parameters;
#[cfg(any(feature = "dds", feature = "r2r"))]
pub mod raw;
mod rt;
mod run;
mod sim_time;
mod stall;
mod system;
pub mod testing;
pub mod transport;
mod type_descriptions;
mod wait_graph;
mod waits;

pub use args::{Args, ArgsError, FileError, args};
pub use declare::Handles;
pub use describe::describe;
pub use error::{
    ActionError, CallError, Error, NodeError, ParameterError, PublishError, Result, SleepError, StartError,
    StopError, Stopped, TransportError, TypedEnd,
};
pub use facts::qos::{Durability, History, Liveliness, Qos, Reliability};
pub use group::action::GoalOutcome;
pub use group::action::client::ActionClient;
pub use group::action::goal::{Goal, GoalEnd};
pub use group::action::handle::{GoalHandle, NextFeedback};
pub use group::action::sent::GoalResult;
pub use group::action::wait::GoalWait;
pub use group::call::Call;
pub use group::client::Client;
pub use group::context::{AsyncCx, Context, Cx, Lent, NoGroup};
pub use group::publisher::{IntoMessage, Publisher};
pub use group::timer::Timer;
pub use group::{DefaultGroup, Exclusive, Group, Kind, Reentrant};
#[doc(hidden)]
pub use habits::spin;
pub use life::{CallbackStats, HandleStats, NodeStats};
pub use message::action as action_types;
pub use message::action::{Action, GoalId, NamedAction};
pub use message::bounds::OutOfBounds;
pub use message::{Field, Message, NamedService, Service};
pub use message::{array, bytes, wstring};
pub use node::Node;
pub use node::handle::NodeHandle;
pub use node::info::NodeInfo;
pub use node::options::NodeOptions;
pub use node::subscription::Topic;
pub use parameters::change::{Change, Values};
pub use parameters::client::{ParameterClient, RemoteParameterError};
pub use parameters::handle::Parameter;
pub use parameters::types::ParameterType;
pub use parameters::value::{ParameterKind, ParameterValue};
pub use rosweave_interfaces::description;
pub use rosweave_macros::{
    Action, Group, Message, ParameterEnum, Parameters, Service, accept, accept_cancel, action,
    allow_blocking, init, node, on_change, service, subscribe, timer, validate, waits,
};
pub use rt::time::Time;
pub use run::{block_on, run, run_any, run_on, run_system, run_system_until, shutdown_signal};
pub use system::{RunningSystem, System};
#[cfg(feature = "r2r")]
pub use transport::R2r;
#[cfg(feature = "dds")]
pub use transport::{Dds, DdsOptions, DiscoveryRange, ServiceMapping};
pub use transport::{Health, InProcess, MessageInfo, Responder, Transport};
pub use wait_graph::OnDeadlock;
pub use waits::{Beside, Hang, Queued, Stall, UnseenWait, Waiting};

/// What a node's source needs, in one line: `use rosweave::prelude::*;`.
pub mod prelude {
    pub use rosweave_macros::{
        ParameterEnum, Parameters, accept, accept_cancel, action, allow_blocking, init, node, on_change,
        service, subscribe, timer, validate, waits,
    };
    pub use std::sync::Arc;
    pub use std::time::Duration;

    #[cfg(feature = "dds")]
    pub use crate::Dds;
    #[cfg(feature = "r2r")]
    pub use crate::R2r;
    pub use crate::{
        Action, ActionClient, ActionError, AsyncCx, CallError, Change, Client, Cx, DefaultGroup, Goal,
        GoalEnd, GoalHandle, GoalOutcome, Group, Handles, InProcess, Message, MessageInfo, NodeHandle,
        NodeInfo, NodeOptions, Parameter, ParameterClient, ParameterError, PublishError, Publisher,
        Responder, Service, Stopped, Time, Timer, Topic, Values,
    };
}

/// What generated code calls. No part of the API.
#[doc(hidden)]
pub mod __private {
    pub use core::marker::PhantomData;
    pub use core::time::Duration;
    pub use std::boxed::Box;

    pub use rosweave_interfaces::description::Description;
    pub use rosweave_macros::{NodeStruct, at, declare_docs, node_docs};

    pub use crate::analysis::GroupKind;
    pub use crate::declare::{
        ByDefault, ByInit, HandedOver, HandleCheck, MayBeAnnotated, NodeImpl, NodeStruct, Owned, Seat,
        Shared, Shown, Stored, node_facts,
    };
    pub use crate::error::StartError;
    pub use crate::facts::check::{
        Report, bad_name, call_of_client, duplicate_handler, explain, judged, judged_together, missing_timer,
        nothing_runs, parameter_as_value, refuse, repeated_topic, report, unknown_client,
    };
    pub use crate::facts::names::NameKind;
    pub use crate::facts::parameter::{
        ParameterOptions, bad_default, bad_parameter_name, bad_range, missing_parameter, repeated_parameter,
    };
    pub use crate::facts::qos::{Durability, History, Liveliness, Qos, Reliability};
    pub use crate::facts::{Awaited, Busy, Missed, Mode, PeriodUnit, RustType, Tie, TimerClock};
    pub use crate::group::action::client::{send_unchecked, send_unseen};
    pub use crate::group::action::goal::{Goal, GoalOf, IntoGoalEnd, conclude};
    pub use crate::group::action::handle::result_unchecked;
    pub use crate::group::action::judge::{IntoAcceptance, Judge};
    pub use crate::group::callback::Runner;
    pub use crate::group::doors::{call_unchecked, call_unseen, may_wait};
    pub use crate::group::intake::Tick;
    pub use crate::group::returned::{IntoOutcome, IntoReply, Keep, KeepNothing, Outcome, answer};
    pub use crate::group::{DefaultGroup, Exclusive, Group, Reentrant, State};
    pub use crate::habits::{LoggerByCall, PartsByCall, SelfByCall};
    pub use crate::life::OnPanic;
    pub use crate::message::action::{Action, NamedAction};
    pub use crate::message::bounds::{
        OutOfBounds, at_most, each_at_most, each_wide_at_most, text_at_most, wide_at_most,
    };
    pub use crate::message::field_type::{FieldType, NoFieldType, inside_field, part};
    pub use crate::message::{Field, Message, NamedService, Serde, Service, is_encoded, is_nested};
    pub use crate::node::action::{HostsAction, IsAction, KnownAs, action_client_facts};
    pub use crate::node::alias::{NotShared, TakenAs, hidden_arc};
    pub use crate::node::bare::{
        BareActionClient, BareClient, BareParameter, BareParameterClient, BarePublisher, BareTimer,
    };
    pub use crate::node::construct::{
        InitOutput, IsGroup, PlainField, StateParam, Unknown, async_context, context, plain,
    };
    pub use crate::node::parameter::IntoVerdict;
    pub use crate::node::publisher::{PublisherField, publisher_facts};
    pub use crate::node::service::{ClientField, Hosts, IsService, RequestOf, ResponderOf, client_facts};
    pub use crate::node::subscription::take;
    pub use crate::node::timer::{TimerField, timer_facts};
    pub use crate::parameters::change::{Change, Values};
    pub use crate::parameters::handle::{
        FieldShape, ParameterField, ParameterStore, RawValues, below, choice,
    };
    pub use crate::parameters::sound::{FieldOf, NoValue, Sound, ValueOf, is_parameter, parameter_facts};
    pub use crate::parameters::store::Undeclared;
    pub use crate::parameters::types::{ParameterChoice, Typed};
    pub use std::string::String;

    pub use crate::node::for_nodes::ForNodes;
    pub use crate::node::ros_type::{Executed, Heard, NoRosType, RosType, Served};
    pub use crate::node::wiring::{Seated, Wired, Wires, Wiring};
    pub use crate::node::{Node, RunsOn, WireHandles};
    pub use crate::rt::BoxFuture;
    pub use crate::rt::lock::held_locks;
    pub use crate::run::choice::{Choice, judged_facts, run_chosen};
    pub use crate::transport::{Carries, Delivery, Request, Transport};

    /// What types rely on that are generated from definitions.
    pub mod interfaces {
        pub use serde;

        pub use crate::__serialize_empty as serialize_empty;
        pub use crate::message::action::{Action, NamedAction};
        pub use rosweave_interfaces::description::{Description, Source, field};

        pub use crate::message::bounds::{
            OutOfBounds, at_most, each_at_most, each_inside, each_wide_at_most, inside, wide_at_most,
        };
        pub use crate::message::{Message, NamedService, Service, array, bytes, wstring};
        pub use crate::msgs::{Dummy, made_by, same};
    }

    // What generated code declares lives as long as the program.
    pub type CallbackFacts = crate::facts::CallbackFacts<'static>;
    pub type ClientFacts = crate::facts::ClientFacts<'static>;
    pub type EscapeFacts = crate::facts::EscapeFacts<'static>;
    pub type FieldFacts = crate::facts::FieldFacts<'static>;
    pub type FieldKind = crate::facts::FieldKind<'static>;
    pub type GroupFacts = crate::facts::GroupFacts<'static>;
    pub type Place = crate::facts::Place<'static>;
    pub type Period = crate::facts::Period<'static>;
    pub type PublisherFacts = crate::facts::PublisherFacts<'static>;
    pub type Reach = crate::facts::Reach<'static>;
    pub type Role = crate::facts::Role<'static>;
    pub type WaitFacts = crate::facts::WaitFacts<'static>;
}
