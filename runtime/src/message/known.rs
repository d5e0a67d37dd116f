//! What is known of a type, where it is only known by name.

use std::any::Any;
use std::marker::PhantomData;

use rosweave_interfaces::description::{Description, FieldDescription, Source};

use super::action::{FeedbackMessage, GetResult, NamedAction, SendGoal};
use super::bounds::OutOfBounds;
use super::{Message, NamedService};

/// The type of a message, service or action, as generated code names it to the runtime.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Known {
    /// Its name.
    pub(crate) name: &'static str,
    /// What it consists of.
    pub(crate) parts: Parts,
    check: [Check; 2],
}

type Check = fn(&dyn Any) -> Result<(), OutOfBounds>;

/// What a type consists of.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Parts {
    Message(Option<&'static Description>),
    Service { source: Option<Source>, halves: [Option<&'static Description>; 2] },
    Action { source: Option<Source>, parts: [Option<&'static Description>; 3], travels: Travels },
}

/// What travels for an action.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Travels {
    pub(crate) send_goal: &'static Known,
    pub(crate) get_result: &'static Known,
    pub(crate) feedback: &'static Known,
}

impl Known {
    /// A message.
    pub(crate) const fn message<M: Message>() -> &'static Known {
        OfMessage::<M>::KNOWN
    }

    /// A service.
    pub(crate) const fn service<S: NamedService>() -> &'static Known {
        OfService::<S>::KNOWN
    }

    /// An action.
    pub(crate) const fn action<A: NamedAction>() -> &'static Known {
        OfAction::<A>::KNOWN
    }

    /// What travels for it, where it is an action.
    pub(crate) const fn travels(&self) -> Option<Travels> {
        match self.parts {
            Parts::Action { travels, .. } => Some(travels),
            Parts::Message(_) | Parts::Service { .. } => None,
        }
    }

    /// Whether it has bounds, as far as one can say.
    pub(crate) fn is_bounded(&self) -> bool {
        match self.parts {
            Parts::Message(description) => may_have_bounds(description),
            Parts::Service { halves, .. } => halves.into_iter().any(may_have_bounds),
            Parts::Action { parts, .. } => parts.into_iter().any(may_have_bounds),
        }
    }

    /// Compares a message, or a request, with its bounds.
    pub(crate) fn check<M: Any>(&self, message: &M) -> Result<(), OutOfBounds> {
        self.check[0](message)
    }

    /// Compares a response with its bounds.
    pub(crate) fn check_response<R: Any>(&self, response: &R) -> Result<(), OutOfBounds> {
        self.check[1](response)
    }
}

/// Without a description one can not say.
fn may_have_bounds(description: Option<&'static Description>) -> bool {
    let Some(description) = description else { return true };
    let mut bounded = false;
    description.visit(&mut |of| bounded |= of.fields.iter().any(FieldDescription::is_bounded));
    bounded
}

struct OfMessage<M>(PhantomData<M>);

impl<M: Message> OfMessage<M> {
    const KNOWN: &'static Known = &Known {
        name: M::TYPE_NAME,
        parts: Parts::Message(M::DESCRIPTION),
        check: [|message| checked(message, M::check_bounds), |_| Ok(())],
    };
}

struct OfService<S>(PhantomData<S>);

impl<S: NamedService> OfService<S> {
    const KNOWN: &'static Known = &Known {
        name: S::TYPE_NAME,
        parts: Parts::Service { source: S::SOURCE, halves: [S::REQUEST, S::RESPONSE] },
        check: [
            |request| checked(request, S::check_request),
            |response| checked(response, S::check_response),
        ],
    };
}

struct OfAction<A>(PhantomData<A>);

impl<A: NamedAction> OfAction<A> {
    const KNOWN: &'static Known = &Known {
        name: A::TYPE_NAME,
        parts: Parts::Action {
            source: A::SOURCE,
            parts: [A::GOAL, A::RESULT, A::FEEDBACK],
            travels: Travels {
                send_goal: Known::service::<SendGoal<A>>(),
                get_result: Known::service::<GetResult<A>>(),
                feedback: Known::message::<FeedbackMessage<A>>(),
            },
        },
        // What travels is compared, never the action itself.
        check: [|_| Ok(()), |_| Ok(())],
    };
}

/// What comes here is of type `T`: who asks has it from where `T` was named.
fn checked<T: 'static>(value: &dyn Any, check: fn(&T) -> Result<(), OutOfBounds>) -> Result<(), OutOfBounds> {
    value.downcast_ref().map_or(Ok(()), check)
}
