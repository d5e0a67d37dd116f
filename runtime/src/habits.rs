//! What other libraries call it: methods that whoever comes from them writes, and that nothing here has.
//!
//! Each is there for the message alone. Its bound never holds, so it can not be called, and rustc says why not in the words of
//! the trait that is missing. None of them is in the documentation, or in an editor's completions.

use crate::declare::NodeStruct;
use crate::error::CallError;
use crate::group::action::client::ActionClient;
use crate::group::action::goal::Goal;
use crate::group::action::handle::GoalHandle;
use crate::group::call::Call;
use crate::group::client::Client;
use crate::group::context::{AsyncCx, Cx};
use crate::group::publisher::Publisher;
use crate::message::Service;
use crate::message::action::Action;
use crate::node::info::NodeInfo;
use crate::parameters::handle::Parameter;
use crate::rt::time::Time;

/// What makes publishers, timers and the like while it runs.
#[diagnostic::on_unimplemented(
    message = "the parts of a node are declared, and not made by a call",
    label = "there is no such method",
    note = "publishers, clients and parameters are fields of the node: `#[publisher(\"out\")] out: Publisher<M>`, `#[parameter(default = 1.0)] rate: Parameter<f64>`",
    note = "subscriptions, services and timers are methods: `#[subscribe(\"in\")] fn on_message(&self, msg: &M)`, `#[timer(\"1s\")] fn tick(&self)`",
    note = "see: rosweave::node"
)]
pub trait MakesParts {}

/// What has a logger.
#[diagnostic::on_unimplemented(
    message = "a node has no logger to ask for: what a callback logs with `tracing` is its node's",
    label = "there is no such method",
    note = "write `tracing::info!(\"..\")`, with `tracing = \"0.1\"` in Cargo.toml: it goes to the terminal and to `/rosout`, with the node's name",
    note = "see: rosweave::node"
)]
pub trait HasLogger {}

/// What knows its name and clock by these names.
#[diagnostic::on_unimplemented(
    message = "a callback's context knows the node's name and clock, under other names",
    label = "there is no such method",
    note = "let the callback take `cx: &Cx` (`&AsyncCx` if it is async), and write `cx.now()` or `cx.node_name()`",
    note = "see: rosweave::context"
)]
pub trait KnowsItself {}

/// A goal that its execution ends by a call.
#[diagnostic::on_unimplemented(
    message = "a goal ends where its callback returns, with what that returns",
    label = "there is no such method",
    note = "return the result for success, or `GoalEnd::Canceled(result)`, or `GoalEnd::Aborted(result)`",
    note = "see: rosweave::signature"
)]
pub trait EndsByCall {}

/// A goal whose request is a part of it.
#[diagnostic::on_unimplemented(
    message = "a goal derefs to what was asked for",
    label = "there is no such method",
    note = "its fields are those of the action's goal: `goal.order`; and `goal.cancel_requested()` says whether it should end soon",
    note = "see: rosweave::signature"
)]
pub trait HasRequest {}

/// A goal that was sent, by the names that its methods have elsewhere.
#[diagnostic::on_unimplemented(
    message = "a goal that was sent has its methods under other names",
    label = "there is no such method",
    note = "with the callback's context: `goal.result(cx)`, `goal.cancel(cx)`, `goal.next_feedback(cx)`, each with `.await` in an `async` callback",
    note = "see: rosweave::context"
)]
pub trait AnswersLater {}

/// A parameter that has its value under another name.
#[diagnostic::on_unimplemented(
    message = "the value of a parameter is read with `get()`",
    label = "there is no such method",
    note = "write `.get()`: it returns the declared type, as in `let rate: f64 = self.rate.get()`",
    note = "see: rosweave::parameter"
)]
pub trait HasValue {}

/// What makes itself.
#[diagnostic::on_unimplemented(
    message = "a node's handles are made when it starts, and not by hand",
    label = "there is no such function",
    note = "declare a field, `#[publisher(\"out\")] out: Publisher<M>` or `#[client(\"add\")] add: Client<S>`; `#[init] fn init(h: Handles<Self>) -> Self` has it as `h.out`",
    note = "see: rosweave::node"
)]
pub trait MadeByHand {}

/// A time that has its parts under other names.
#[diagnostic::on_unimplemented(
    message = "a `Time` is the span since its clock's epoch",
    label = "there is no such method",
    note = "as a number: `time.elapsed().as_secs_f64()`, `time.elapsed().as_nanos()`; between two: `later - earlier`, which is a `Duration`",
    note = "as a message: `stamp: time.into()`",
    note = "see: rosweave::message"
)]
pub trait HasUnits {}

/// A call that tells somebody when it is done.
#[diagnostic::on_unimplemented(
    message = "a call tells nobody when it is done: it is a future, and is awaited",
    label = "there is no such method",
    note = "write `let response = self.add.call(cx, request).await?;`; what is to go on meanwhile goes into `cx.spawn(move |cx| async move {{ .. }})`",
    note = "see: rosweave::context"
)]
pub trait TellsWhenDone {}

/// What is spun by hand.
#[diagnostic::on_unimplemented(
    message = "nodes are run by their type, and not spun",
    label = "there is nothing to spin",
    note = "write `rosweave::main!(Talker);` in place of `main`, or `rosweave::run::<Talker>()` in it",
    note = "see: rosweave::node"
)]
pub trait SpunByHand {}

/// Spins nothing.
pub fn spin<N: SpunByHand>(_: N) {}

/// Methods that a bound keeps from being called. It names a lifetime, so that rustc leaves it open in a type without parameters.
macro_rules! nowhere {
    ($([$($generics:tt)*] $of:ty: $missing:ident => $($method:ident)+;)+) => {
        $(
            #[doc(hidden)]
            impl<$($generics)*> $of
            where
                for<'never> $of: $missing,
            {
                $(pub fn $method(&self) {})+
            }
        )+
    };
}

nowhere! {
    [] NodeInfo: MakesParts => create_publisher create_subscription create_service create_client create_timer
        create_wall_timer declare_parameter get_parameter;
    [] NodeInfo: HasLogger => logger get_logger;
    [A: Action] Goal<A>: EndsByCall => succeed abort set_succeeded set_aborted set_canceled;
    [A: Action] Goal<A>: HasRequest => get_goal is_canceling;
    [A: Action, G] GoalHandle<A, G>: AnswersLater => get_result get_result_async async_get_result cancel_goal
        cancel_goal_async async_cancel_goal;
    [] Time: HasUnits => nanoseconds seconds to_msg to_sec;
    [T] Parameter<T>: HasValue => value get_value as_bool as_int as_double as_string get_parameter_value;
}

// Of a type that is not whole yet, or has a lifetime, rustc says so where the bound is the function's.

impl<S: Service> Call<'_, S> {
    #[doc(hidden)]
    pub fn add_done_callback<F: FnOnce(Result<S::Response, CallError>)>(self, _: F)
    where
        Self: TellsWhenDone,
    {
    }
}

impl<M> Publisher<M> {
    #[doc(hidden)]
    pub fn new(_: impl Sized) -> Self
    where
        Self: MadeByHand,
    {
        unreachable!("nothing is `MadeByHand`")
    }
}

impl<S: Service, G> Client<S, G> {
    #[doc(hidden)]
    pub fn new(_: impl Sized) -> Self
    where
        Self: MadeByHand,
    {
        unreachable!("nothing is `MadeByHand`")
    }
}

impl<A: Action, G> ActionClient<A, G> {
    #[doc(hidden)]
    pub fn new(_: impl Sized) -> Self
    where
        Self: MadeByHand,
    {
        unreachable!("nothing is `MadeByHand`")
    }
}

/// What such a call would return: it has what is called on it at once, so that one mistake is one error.
pub struct Nothing;

impl Nothing {
    /// Of a logger.
    pub fn debug(&self, _: impl Sized) {}
    /// Of a logger.
    pub fn info(&self, _: impl Sized) {}
    /// Of a logger.
    pub fn warn(&self, _: impl Sized) {}
    /// Of a logger.
    pub fn warning(&self, _: impl Sized) {}
    /// Of a logger.
    pub fn error(&self, _: impl Sized) {}
    /// Of a logger.
    pub fn fatal(&self, _: impl Sized) {}
    /// Of a clock.
    pub fn now(&self) -> Nothing {
        Nothing
    }
}

// These stand for what is called on a node or a context, which callbacks have as a reference. `#[node]` brings them into scope
// where such a call is. They are of a reference to that reference: methods of the user's own come before theirs.

/// What a callback asks: its node, and its context. All else in reach may have methods of such names.
pub trait Asked {}

impl<N: NodeStruct> Asked for N {}
impl<G> Asked for Cx<G> {}
impl<G> Asked for AsyncCx<G> {}

/// Publishers and the like, made by calls.
pub trait PartsByCall: Sized {
    /// A field with `#[publisher(..)]`.
    fn create_publisher<M>(&self, _: impl Sized, _: impl Sized) -> Nothing
    where
        Self: MakesParts,
    {
        Nothing
    }
    /// A method with `#[subscribe(..)]`.
    fn create_subscription<M>(&self, _: impl Sized, _: impl Sized, _: impl Sized) -> Nothing
    where
        Self: MakesParts,
    {
        Nothing
    }
    /// A method with `#[service(..)]`.
    fn create_service<S>(&self, _: impl Sized, _: impl Sized) -> Nothing
    where
        Self: MakesParts,
    {
        Nothing
    }
    /// A field with `#[client(..)]`.
    fn create_client<S>(&self, _: impl Sized) -> Nothing
    where
        Self: MakesParts,
    {
        Nothing
    }
    /// A method with `#[timer(..)]`.
    fn create_timer(&self, _: impl Sized, _: impl Sized) -> Nothing
    where
        Self: MakesParts,
    {
        Nothing
    }
    /// A method with `#[timer(..)]`.
    fn create_wall_timer(&self, _: impl Sized, _: impl Sized) -> Nothing
    where
        Self: MakesParts,
    {
        Nothing
    }
    /// A field with `#[parameter(..)]`.
    fn declare_parameter<P>(&self, _: impl Sized, _: impl Sized) -> Nothing
    where
        Self: MakesParts,
    {
        Nothing
    }
    /// A field with `#[parameter(..)]`.
    fn get_parameter(&self, _: impl Sized) -> Nothing
    where
        Self: MakesParts,
    {
        Nothing
    }
}

impl<T: Asked> PartsByCall for &T {}

/// A logger, asked for.
pub trait LoggerByCall: Sized {
    /// `tracing`.
    fn logger(&self) -> Nothing
    where
        Self: HasLogger,
    {
        Nothing
    }
    /// `tracing`.
    fn get_logger(&self) -> Nothing
    where
        Self: HasLogger,
    {
        Nothing
    }
}

impl<T: Asked> LoggerByCall for &T {}

/// What a context knows.
pub trait SelfByCall: Sized {
    /// `cx.now()`.
    fn get_clock(&self) -> Nothing
    where
        Self: KnowsItself,
    {
        Nothing
    }
    /// `cx.node_name()`.
    fn get_name(&self) -> Nothing
    where
        Self: KnowsItself,
    {
        Nothing
    }
    /// A part of `cx.node_name()`.
    fn get_namespace(&self) -> Nothing
    where
        Self: KnowsItself,
    {
        Nothing
    }
}

impl<T: Asked> SelfByCall for &T {}
