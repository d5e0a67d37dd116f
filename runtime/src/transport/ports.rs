//! What a transport hands out: the ends of topics and services, to be polled.

use std::sync::Arc;
use std::task::{Context, Poll};

use crate::error::{CallError, PublishError};
use crate::message::Service;
use crate::rt::BoxFuture;
use crate::rt::time::Time;

/// The sending end of a topic.
pub trait PublisherPort<M>: Send + Sync {
    /// Sends a message.
    ///
    /// # Errors
    /// Where it can not be sent.
    fn publish(&self, message: Arc<M>) -> Result<(), PublishError>;

    /// How many subscriptions hear it.
    fn subscriptions(&self) -> usize;

    /// Ready when a subscription of the program that sends as `sender`, of [`MessageInfo`], hears it. `None` where one
    /// does by now, or where the transport can not tell.
    fn heard_by(&self, sender: u64) -> Option<BoxFuture<'static, ()>> {
        let _ = sender;
        None
    }

    /// What counts those that do not hear it.
    fn losses(&self) -> Arc<dyn Losses> {
        Arc::new(NoLosses)
    }
}

/// The receiving end of a topic.
pub trait SubscriptionPort<M>: Send {
    /// The next message; `None` when there will be none any more.
    fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Delivery<M>>>;

    /// What counts its losses, to be asked at any time.
    fn losses(&self) -> Arc<dyn Losses>;
}

/// Counts what an endpoint does not get, and what it has got that nobody has looked at.
pub trait Losses: Send + Sync {
    /// How many messages were lost: they came while the queue was full, or were queued when it closed.
    fn lost(&self) -> u64;

    /// How many peers are not connected with it, because one offers less quality of service than the other asks
    /// for.
    fn incompatible(&self) -> u64;

    /// How many messages were dropped because they could not be decoded.
    fn malformed(&self) -> u64 {
        0
    }

    /// How many peers have another type under the same name, and are not listened to.
    fn mistyped(&self) -> u64 {
        0
    }

    /// How many messages or requests wait there for their callback.
    fn waiting(&self) -> usize {
        0
    }
}

/// The losses of an endpoint that has none.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoLosses;

impl Losses for NoLosses {
    fn lost(&self) -> u64 {
        0
    }

    fn incompatible(&self) -> u64 {
        0
    }
}

/// A message as it arrives.
#[derive(Debug)]
pub struct Delivery<M> {
    /// The message.
    pub message: Arc<M>,
    /// What is known about it.
    pub info: MessageInfo,
}

impl<M> Clone for Delivery<M> {
    fn clone(&self) -> Self {
        Delivery { message: self.message.clone(), info: self.info }
    }
}

/// What is known about a message or request beside its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MessageInfo {
    /// When it was sent, by the sender's clock; when it arrived, where the transport does not know.
    pub source_time: Time,
    /// When it arrived.
    pub received_time: Time,
    /// Its number among those of its publisher or client, from 1; 0 where the transport does not know.
    pub sequence: u64,
    /// Tells publishers and clients apart; 0 where the transport does not know.
    pub sender: u64,
}

impl MessageInfo {
    /// What is known about a message.
    pub fn new(source_time: Time, received_time: Time, sequence: u64, sender: u64) -> MessageInfo {
        MessageInfo { source_time, received_time, sequence, sender }
    }
}

/// Tells the calls of one client apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallId(pub u64);

/// The two ends of a client.
pub struct ClientPort<S: Service> {
    /// What sends requests.
    pub requests: Arc<dyn RequestPort<S>>,
    /// What the replies come out of.
    pub replies: Box<dyn ReplyPort<S>>,
}

/// The end of a client that sends.
pub trait RequestPort<S: Service>: Send + Sync {
    /// Sends a request; its reply comes out of the reply port under the same id.
    ///
    /// # Errors
    /// Where there is no server, or it takes no more.
    fn send(&self, id: CallId, request: S::Request) -> Result<(), CallError>;

    /// Sends a request, and returns the response where it has come by then, as it may where who answers is in this
    /// process. Otherwise it comes out of the reply port.
    ///
    /// # Errors
    /// As [`send`](RequestPort::send), and where it is known by then that no response will come.
    fn ask(&self, id: CallId, request: S::Request) -> Result<Option<S::Response>, CallError> {
        self.send(id, request).map(|()| None)
    }

    /// Nobody waits for the reply any more: it may be dropped wherever it is.
    fn give_up(&self, id: CallId);

    /// Whoever sent a request waits for its reply no more, but has to undo what it does: whether the reply may still come.
    /// Where it may not, the request is not begun, or comes before what is sent from now on.
    fn take_back(&self, id: CallId) -> bool;

    /// Whether a server is there.
    fn is_available(&self) -> bool;

    /// Ready when a server is there.
    fn available(&self) -> BoxFuture<'static, ()>;

    /// What counts the replies that the client does not get.
    fn losses(&self) -> Arc<dyn Losses> {
        Arc::new(NoLosses)
    }
}

/// The end of a client that replies come out of.
pub trait ReplyPort<S: Service>: Send {
    /// The next reply, or why there will be none to a call; `None` when the port is closed.
    fn poll_reply(&mut self, context: &mut Context<'_>) -> Poll<Option<Reply<S>>>;

    /// Whether the last reply that there was has been polled, and whoever polled it is woken for the next one: then it is
    /// not polled before.
    fn is_drained(&self) -> bool {
        false
    }
}

/// The end of a call.
pub struct Reply<S: Service> {
    /// Which call.
    pub id: CallId,
    /// How it ended.
    pub result: Result<S::Response, CallError>,
}

/// The end of a service that requests come out of.
pub trait ServerPort<S: Service>: Send {
    /// The next request; `None` when there will be none any more.
    fn poll_request(&mut self, context: &mut Context<'_>) -> Poll<Option<Request<S>>>;

    /// As [`ReplyPort::is_drained`].
    fn is_drained(&self) -> bool {
        false
    }

    /// Has requests answered where they are made, without anybody who polls: those of this process, where the transport
    /// can. The others are polled.
    fn answer_at_once(&mut self, answer: AnswerAtOnce<S>) {
        let _ = answer;
    }

    /// What finds out, by the response's own `Serialize`, whether a response can be sent. `None` where none is encoded.
    fn encodes(&self) -> Option<Encodes<S>> {
        None
    }

    /// What counts the requests that it does not get.
    fn losses(&self) -> Arc<dyn Losses> {
        Arc::new(NoLosses)
    }

    /// What fails all calls that have no answer when the node is over, whoever keeps this end or a responder. `None` where
    /// callers learn that in another way.
    fn last_word(&self) -> Option<LastWord> {
        None
    }
}

/// What answers requests where they are made: soon, and without any code of the user's.
pub type AnswerAtOnce<S> = Arc<dyn Fn(<S as Service>::Request, Responder<S>) + Send + Sync>;

/// Whether a response can be encoded, and why not.
pub type Encodes<S> = fn(&<S as Service>::Response) -> Result<(), String>;

/// What is done once, when a node is over.
pub type LastWord = Box<dyn FnOnce() + Send>;

/// A request as it arrives.
pub struct Request<S: Service> {
    /// What is asked.
    pub request: S::Request,
    /// What is known about it.
    pub info: MessageInfo,
    /// The way back.
    pub responder: Responder<S>,
}

/// The right to answer one request, now or later, from anywhere. Dropping it tells the caller that no
/// answer will come.
#[must_use = "dropping a responder fails the call"]
pub struct Responder<S: Service> {
    /// Taken away when it has answered.
    way: Option<Way<S>>,
}

enum Way<S: Service> {
    Function { service: Arc<str>, send: SendReply<S> },
    Call { answers: Arc<dyn Answers<S>>, id: CallId },
}

/// What takes the answers of a client's calls.
pub(super) trait Answers<S: Service>: Send + Sync {
    fn service(&self) -> &str;

    fn answer(&self, id: CallId, result: Result<S::Response, CallError>);
}

type SendReply<S> = Box<dyn FnOnce(Result<<S as Service>::Response, CallError>) + Send + Sync>;

impl<S: Service> Responder<S> {
    /// A way back that ends in `send`.
    pub fn new(
        service: Arc<str>,
        send: impl FnOnce(Result<S::Response, CallError>) + Send + Sync + 'static,
    ) -> Responder<S> {
        Responder { way: Some(Way::Function { service, send: Box::new(send) }) }
    }

    /// A way back to one call, which asks for no memory.
    pub(super) fn to(answers: Arc<dyn Answers<S>>, id: CallId) -> Responder<S> {
        Responder { way: Some(Way::Call { answers, id }) }
    }

    /// What is asked.
    fn service(&self) -> &str {
        match &self.way {
            Some(Way::Function { service, .. }) => service,
            Some(Way::Call { answers, .. }) => answers.service(),
            None => "",
        }
    }

    /// Whether to answer may run code of the user's: the response's own `Serialize`.
    pub(crate) fn encodes(&self) -> bool {
        matches!(self.way, Some(Way::Function { .. }))
    }

    /// Answers the request.
    pub fn send(self, response: S::Response) {
        self.end(Ok(response));
    }

    /// Tells the caller why there is no answer.
    pub fn fail(self, reason: impl std::fmt::Display) {
        let error = CallError::Failed { service: self.service().to_owned(), reason: reason.to_string() };
        self.end(Err(error));
    }

    pub(crate) fn end(mut self, result: Result<S::Response, CallError>) {
        match self.way.take() {
            Some(Way::Function { send, .. }) => send(result),
            Some(Way::Call { answers, id }) => answers.answer(id, result),
            None => {}
        }
    }
}

impl<S: Service> Drop for Responder<S> {
    fn drop(&mut self) {
        match self.way.take() {
            Some(Way::Function { service, send }) => {
                send(Err(CallError::NoAnswer { service: service.to_string() }));
            }
            Some(Way::Call { answers, id }) => {
                let service = answers.service().to_owned();
                answers.answer(id, Err(CallError::NoAnswer { service }));
            }
            None => {}
        }
    }
}

impl<S: Service> std::fmt::Debug for Responder<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Responder").field("service", &self.service()).finish_non_exhaustive()
    }
}
