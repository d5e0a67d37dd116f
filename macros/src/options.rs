//! The options of every attribute.
//!
//! darling reads them; this module gives each value a type whose errors point at the value, and rewords
//! darling's own errors.

mod form;
pub(crate) mod parameter;
pub(crate) mod value;
pub(crate) mod words;

use darling::FromMeta;
use darling::util::Flag;

use crate::qos::Qos;
pub(crate) use form::Form;
pub(crate) use value::{Busy, Docs, Missed, OnPanic, Period, PeriodOf, TimerClock, Topics};
use value::{Count, CratePath, NoQos, RustType, Text, Timeout, TypeName, Word};

/// `#[node(..)]` on a struct.
#[derive(Default, FromMeta)]
#[darling(default)]
pub(crate) struct NodeOptions {
    pub(crate) name: Option<Text>,
    pub(crate) namespace: Option<Text>,
    pub(crate) on_panic: Option<OnPanic>,
    pub(crate) docs: Option<Docs>,
    pub(crate) allow_undeclared: Option<Word>,
    #[darling(rename = "crate")]
    pub(crate) krate: Option<CratePath>,
}

/// `#[node(..)]` on an impl block.
#[derive(Default, FromMeta)]
#[darling(default)]
pub(crate) struct BlockOptions {
    #[darling(rename = "crate")]
    pub(crate) krate: Option<CratePath>,
}

/// `#[client(..)]`.
#[derive(Default, FromMeta)]
#[darling(default)]
pub(crate) struct ClientOptions {
    pub(crate) service: Option<Text>,
    pub(crate) timeout: Option<Timeout>,
    #[darling(rename = "qos")]
    pub(crate) _qos: Option<NoQos>,
}

/// `#[action_client(..)]`.
#[derive(Default, FromMeta)]
#[darling(default)]
pub(crate) struct ActionClientOptions {
    pub(crate) action: Option<Text>,
    pub(crate) timeout: Option<Timeout>,
}

/// `#[parameter_client(..)]`.
#[derive(Default, FromMeta)]
#[darling(default)]
pub(crate) struct ParameterClientOptions {
    pub(crate) node: Option<Text>,
    pub(crate) timeout: Option<Timeout>,
}

/// `#[publisher(..)]`.
#[derive(Default, FromMeta)]
#[darling(default)]
pub(crate) struct PublisherOptions {
    pub(crate) topic: Option<Text>,
    pub(crate) qos: Option<Qos>,
    pub(crate) qos_overrides: Option<Word>,
}

/// `#[timer_handle(..)]`.
#[derive(Default, FromMeta)]
#[darling(default)]
pub(crate) struct TimerHandleOptions {
    pub(crate) timer: Option<Text>,
}

/// `#[subscribe(..)]`.
#[derive(Default, FromMeta)]
#[darling(default)]
pub(crate) struct SubscribeOptions {
    pub(crate) topic: Option<Topics>,
    pub(crate) qos: Option<Qos>,
    pub(crate) qos_overrides: Option<Word>,
}

/// `#[service(..)]`.
#[derive(Default, FromMeta)]
#[darling(default)]
pub(crate) struct ServiceOptions {
    pub(crate) name: Option<Text>,
    #[darling(rename = "type")]
    pub(crate) ty: Option<RustType>,
    #[darling(rename = "qos")]
    pub(crate) _qos: Option<NoQos>,
}

/// `#[action(..)]`.
#[derive(Default, FromMeta)]
#[darling(default)]
pub(crate) struct ActionOptions {
    pub(crate) name: Option<Text>,
    #[darling(rename = "type")]
    pub(crate) ty: Option<RustType>,
    pub(crate) busy: Option<Busy>,
    pub(crate) keep_result: Option<Timeout>,
}

/// `#[accept(..)]` and `#[accept_cancel(..)]`.
#[derive(Default, FromMeta)]
#[darling(default)]
pub(crate) struct AcceptOptions {
    pub(crate) action: Option<Text>,
}

/// `#[timer(..)]`.
#[derive(Default, FromMeta)]
#[darling(default)]
pub(crate) struct TimerOptions {
    pub(crate) period: Option<Period>,
    pub(crate) once: Option<Word>,
    pub(crate) missed: Option<Missed>,
    pub(crate) clock: Option<TimerClock>,
}

/// `#[parameters(..)]` of `#[derive(Parameters)]` and `#[derive(ParameterEnum)]`.
#[derive(Default, FromMeta)]
#[darling(default)]
pub(crate) struct ParametersOptions {
    #[darling(rename = "crate")]
    pub(crate) krate: Option<CratePath>,
}

/// `#[parameter(..)]` on a variant of an enum.
#[derive(Default, FromMeta)]
#[darling(default)]
pub(crate) struct VariantOptions {
    pub(crate) name: Option<Text>,
}

/// `#[group(..)]` of `#[derive(Group)]`.
#[derive(Default, FromMeta)]
#[darling(default)]
pub(crate) struct GroupOptions {
    pub(crate) exclusive: Option<Word>,
    pub(crate) reentrant: Option<Word>,
    pub(crate) max_parallel: Option<Count>,
    #[darling(rename = "crate")]
    pub(crate) krate: Option<CratePath>,
}

/// `#[ros(..)]` of `#[derive(Message)]`.
#[derive(Default, FromMeta)]
#[darling(default)]
pub(crate) struct MessageOptions {
    pub(crate) name: Option<TypeName>,
    #[darling(rename = "crate")]
    pub(crate) krate: Option<CratePath>,
}

/// `#[ros(..)]` on a field of a message: what its Rust type does not say.
#[derive(Default, FromMeta)]
#[darling(default)]
pub(crate) struct MessageFieldOptions {
    pub(crate) bound: Option<Count>,
    pub(crate) string_bound: Option<Count>,
    pub(crate) byte: Flag,
    #[darling(rename = "char")]
    pub(crate) char: Flag,
    pub(crate) wstring: Flag,
}

/// `#[ros(..)]` of `#[derive(Service)]`.
#[derive(Default, FromMeta)]
#[darling(default)]
pub(crate) struct ServiceTypeOptions {
    pub(crate) name: Option<TypeName>,
    pub(crate) request: Option<RustType>,
    pub(crate) response: Option<RustType>,
    #[darling(rename = "crate")]
    pub(crate) krate: Option<CratePath>,
}

/// `#[ros(..)]` of `#[derive(Action)]`.
#[derive(Default, FromMeta)]
#[darling(default)]
pub(crate) struct ActionTypeOptions {
    pub(crate) name: Option<TypeName>,
    pub(crate) goal: Option<RustType>,
    pub(crate) result: Option<RustType>,
    pub(crate) feedback: Option<RustType>,
    #[darling(rename = "crate")]
    pub(crate) krate: Option<CratePath>,
}
