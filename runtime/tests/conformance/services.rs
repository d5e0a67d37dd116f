//! What a service has to do.

use std::collections::BTreeMap;
use std::future::poll_fn;

use rosweave::transport::{CallId, ClientPort, Reply, Request, ServerPort, Serves};
use rosweave::{CallError, TransportError};

use super::{Add, AddRequest, AddResponse, Names, Other, Subject, eventually, join};

fn client<T: Subject>(node: &T::Node, at: &Names) -> ClientPort<Add> {
    <T as Serves<Add>>::client(node, &at.service()).expect("can call")
}

fn server<T: Subject>(node: &T::Node, at: &Names) -> Box<dyn ServerPort<Add>> {
    <T as Serves<Add>>::server(node, &at.service()).expect("can serve")
}

/// The request to add `a` and one.
fn add_one(a: i64) -> AddRequest {
    AddRequest { a, b: 1 }
}

fn answer(Request { request, responder, .. }: Request<Add>) {
    responder.send(AddResponse { sum: request.a + request.b });
}

async fn request(port: &mut dyn ServerPort<Add>) -> Request<Add> {
    poll_fn(|context| port.poll_request(context)).await.expect("the service is open")
}

async fn reply(port: &mut ClientPort<Add>) -> Reply<Add> {
    poll_fn(|context| port.replies.poll_reply(context)).await.expect("the client is open")
}

/// A client on one node and its server on another.
struct Pair<T: Subject> {
    client: ClientPort<Add>,
    server: Box<dyn ServerPort<Add>>,
    nodes: [T::Node; 2],
    at: Names,
}

async fn pair<T: Subject>(transport: &T) -> Pair<T> {
    let at = Names::new();
    let nodes = [join(transport, &at.of("client")), join(transport, &at.of("server"))];
    let (client, server) = (client::<T>(&nodes[0], &at), server::<T>(&nodes[1], &at));
    client.requests.available().await;
    Pair { client, server, nodes, at }
}

pub(crate) async fn a_call_gets_its_response<T: Subject>(transport: &T) {
    let mut pair = pair(transport).await;
    pair.client.requests.send(CallId(7), add_one(41)).expect("is sent");
    answer(request(&mut *pair.server).await);
    let Reply { id, result } = reply(&mut pair.client).await;
    assert_eq!((id, result), (CallId(7), Ok(AddResponse { sum: 42 })));
}

pub(crate) async fn concurrent_calls_get_their_own_answers<T: Subject>(transport: &T) {
    let Pair { client, mut server, nodes: _nodes, .. } = pair(transport).await;
    let ClientPort { requests, mut replies } = client;
    let callers = (0..8).map(|caller: u64| {
        let requests = requests.clone();
        tokio::spawn(async move {
            for call in 0..20 {
                let number = caller * 20 + call;
                requests.send(CallId(number), add_one(number.cast_signed())).expect("is sent");
                tokio::task::yield_now().await;
            }
        })
    });
    let callers: Vec<_> = callers.collect();
    let serve = tokio::spawn(async move {
        for _ in 0..160 {
            answer(request(&mut *server).await);
        }
        server
    });
    let mut answers = BTreeMap::new();
    for _ in 0..160 {
        let reply = poll_fn(|context| replies.poll_reply(context)).await.expect("the client is open");
        answers.insert(reply.id.0, reply.result.expect("is answered").sum);
    }
    assert_eq!(answers, (0..160).map(|number: u64| (number, number.cast_signed() + 1)).collect());
    for caller in callers {
        caller.await.expect("does not panic");
    }
    drop(serve.await);
}

pub(crate) async fn a_call_to_nobody_fails<T: Subject>(transport: &T) {
    let at = Names::new();
    let node = join(transport, &at.of("n"));
    let client = client::<T>(&node, &at);
    assert!(!client.requests.is_available());
    let error = client.requests.send(CallId(0), add_one(1));
    assert_eq!(error, Err(CallError::Unavailable { service: at.service() }));
}

pub(crate) async fn a_dropped_responder_fails_the_call<T: Subject>(transport: &T) {
    let mut pair = pair(transport).await;
    pair.client.requests.send(CallId(0), add_one(1)).expect("is sent");
    drop(request(&mut *pair.server).await);
    let result = reply(&mut pair.client).await.result;
    assert_eq!(result, Err(CallError::NoAnswer { service: pair.at.service() }));
}

pub(crate) async fn a_server_that_goes_fails_the_calls_that_wait<T: Subject>(transport: &T) {
    let Pair { mut client, server, nodes: [_client_node, server_node], at } = pair(transport).await;
    client.requests.send(CallId(0), add_one(1)).expect("is sent");
    drop((server, server_node));
    let result = reply(&mut client).await.result;
    assert_eq!(result, Err(CallError::ServerGone { service: at.service() }));
    eventually(|| !client.requests.is_available()).await;
}

pub(crate) async fn a_service_has_one_server<T: Subject>(transport: &T) {
    let at = Names::new();
    let (a, b) = (join(transport, &at.of("a")), join(transport, &at.of("b")));
    let serving = server::<T>(&a, &at);
    let refused = <T as Serves<Add>>::server(&b, &at.service()).err();
    let expected = TransportError::ServedAlready { service: at.service(), by: at.of("a") };
    assert_eq!(refused, Some(expected));
    let refused = <T as Serves<Other>>::client(&b, &at.service()).err();
    assert!(matches!(refused, Some(TransportError::TypeMismatch { .. })), "{refused:?}");
    drop(serving);
    assert!(<T as Serves<Add>>::server(&b, &at.service()).is_ok());
}

pub(crate) async fn a_server_that_comes_later_is_noticed<T: Subject>(transport: &T) {
    let at = Names::new();
    let node = join(transport, &at.of("n"));
    let client = client::<T>(&node, &at);
    let available = tokio::spawn(client.requests.available());
    tokio::task::yield_now().await;
    assert!(!available.is_finished());
    let _server = server::<T>(&node, &at);
    available.await.expect("does not panic");
    assert!(client.requests.is_available());
}

pub(crate) async fn an_answer_may_come_later_and_out_of_order<T: Subject>(transport: &T) {
    let mut pair = pair(transport).await;
    for number in 0..3 {
        pair.client.requests.send(CallId(number), add_one(number.cast_signed())).expect("is sent");
    }
    let mut requests = Vec::new();
    for _ in 0..3 {
        requests.push(request(&mut *pair.server).await);
    }
    for request in requests.into_iter().rev() {
        let number = request.request.a;
        answer(request);
        let Reply { id, result } = reply(&mut pair.client).await;
        let expected = AddResponse { sum: number + 1 };
        assert_eq!((id, result), (CallId(number.cast_unsigned()), Ok(expected)));
    }
}
