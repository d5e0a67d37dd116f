//! The checks, generic over the transport.

use std::collections::BTreeMap;
use std::future::{Future, poll_fn};
use std::time::Duration;

use rosweave::transport::{
    CallId, Carries, ClientPort, Clock, Delivery, Reply, Request, ServerPort, Serves, SubscriptionPort,
    Transport,
};
use rosweave::{CallError, Durability, History, Qos, Reliability, Service, TransportError};

/// Doubles a number.
pub(crate) struct Double;

impl Service for Double {
    type Request = u64;
    type Response = u64;
}

/// Another service, to be mistaken for it.
pub(crate) struct Other;

impl Service for Other {
    type Request = String;
    type Response = String;
}

/// A transport that carries what the suite sends.
pub(crate) trait Subject:
    Transport + Carries<u64> + Carries<String> + Serves<Double> + Serves<Other>
{
}

impl<T: Transport + Carries<u64> + Carries<String> + Serves<Double> + Serves<Other>> Subject for T {}

/// A check that hangs is a failure, not a hang.
pub(crate) async fn within_limit(check: impl Future<Output = ()>) {
    tokio::time::timeout(Duration::from_secs(20), check).await.expect("the transport hangs");
}

const TRANSIENT: Qos = Qos::DEFAULT.with_durability(Durability::TransientLocal);

fn join<T: Subject>(transport: &T, name: &str) -> T::Node {
    transport.join(name, Clock::current().expect("in a runtime")).expect("a node can join")
}

fn publish<T: Subject>(node: &T::Node, topic: &str, qos: Qos, numbers: std::ops::Range<u64>) {
    let publisher = <T as Carries<u64>>::publisher(node, topic, &qos).expect("can publish");
    numbers.for_each(|number| publisher.publish(number.into()).expect("is published"));
}

fn subscribe<T: Subject>(node: &T::Node, topic: &str, qos: Qos) -> Box<dyn SubscriptionPort<u64>> {
    <T as Carries<u64>>::subscription(node, topic, &qos).expect("can subscribe")
}

async fn next(port: &mut dyn SubscriptionPort<u64>) -> Delivery<u64> {
    poll_fn(|context| port.poll_next(context)).await.expect("the subscription is open")
}

async fn numbers(port: &mut dyn SubscriptionPort<u64>, count: usize) -> Vec<u64> {
    let mut all = Vec::new();
    for _ in 0..count {
        all.push(*next(port).await.message);
    }
    all
}

/// What has arrived once another message, sent afterwards, has.
async fn until_marker<T: Subject>(
    node: &T::Node,
    topic: &str,
    port: &mut dyn SubscriptionPort<u64>,
) -> Vec<u64> {
    const MARKER: u64 = u64::MAX;
    publish::<T>(node, topic, Qos::DEFAULT, MARKER - 1..MARKER);
    let mut all = Vec::new();
    loop {
        match *next(port).await.message {
            number if number == MARKER - 1 => return all,
            number => all.push(number),
        }
    }
}

pub(crate) async fn messages_keep_their_order<T: Subject>(transport: &T) {
    let node = join(transport, "/n");
    let deep = Qos::DEFAULT.with_history(History::KeepLast(1000));
    let mut port = subscribe::<T>(&node, "/t", deep);
    publish::<T>(&node, "/t", deep, 0..1000);
    assert_eq!(numbers(&mut *port, 1000).await, (0..1000).collect::<Vec<_>>());
}

pub(crate) async fn every_subscription_gets_every_message<T: Subject>(transport: &T) {
    let (a, b) = (join(transport, "/a"), join(transport, "/b"));
    let mut ports = [subscribe::<T>(&a, "/t", Qos::DEFAULT), subscribe::<T>(&b, "/t", Qos::DEFAULT)];
    publish::<T>(&a, "/t", Qos::DEFAULT, 0..3);
    for port in &mut ports {
        assert_eq!(numbers(&mut **port, 3).await, [0, 1, 2]);
    }
}

pub(crate) async fn a_full_queue_drops_its_oldest_message_and_counts_it<T: Subject>(transport: &T) {
    let node = join(transport, "/n");
    let mut port = subscribe::<T>(&node, "/t", Qos::DEFAULT.with_history(History::KeepLast(2)));
    let losses = port.losses();
    publish::<T>(&node, "/t", Qos::DEFAULT, 0..5);
    while losses.lost() < 3 {
        tokio::task::yield_now().await;
    }
    assert_eq!(numbers(&mut *port, 2).await, [3, 4]);
    assert_eq!(losses.lost(), 3);
}

pub(crate) async fn a_late_joiner_gets_what_a_transient_local_publisher_kept<T: Subject>(transport: &T) {
    let node = join(transport, "/n");
    let qos = TRANSIENT.with_history(History::KeepLast(3));
    let publisher = <T as Carries<u64>>::publisher(&node, "/t", &qos).expect("can publish");
    (0..5).for_each(|number: u64| publisher.publish(number.into()).expect("is published"));
    let mut port = subscribe::<T>(&node, "/t", qos);
    assert_eq!(numbers(&mut *port, 3).await, [2, 3, 4]);
    publisher.publish(5.into()).expect("is published");
    assert_eq!(numbers(&mut *port, 1).await, [5]);
}

pub(crate) async fn a_late_joiner_gets_nothing_from_a_volatile_publisher<T: Subject>(transport: &T) {
    let node = join(transport, "/n");
    let publisher = <T as Carries<u64>>::publisher(&node, "/t", &Qos::DEFAULT).expect("can publish");
    publisher.publish(1.into()).expect("is published");
    let mut port = subscribe::<T>(&node, "/t", Qos::DEFAULT);
    assert_eq!(until_marker::<T>(&node, "/t", &mut *port).await, []);
}

pub(crate) async fn a_volatile_subscription_gets_nothing_old<T: Subject>(transport: &T) {
    let node = join(transport, "/n");
    let publisher = <T as Carries<u64>>::publisher(&node, "/t", &TRANSIENT).expect("can publish");
    publisher.publish(1.into()).expect("is published");
    let mut port = subscribe::<T>(&node, "/t", Qos::DEFAULT);
    assert_eq!(until_marker::<T>(&node, "/t", &mut *port).await, []);
}

pub(crate) async fn publishers_that_offer_too_little_are_counted_and_not_heard<T: Subject>(transport: &T) {
    let node = join(transport, "/n");
    let best_effort = Qos::DEFAULT.with_reliability(Reliability::BestEffort);
    for (offered, asked) in [(best_effort, Qos::DEFAULT), (Qos::DEFAULT, TRANSIENT)] {
        let mut port = subscribe::<T>(&node, "/t", asked);
        let losses = port.losses();
        let publisher = <T as Carries<u64>>::publisher(&node, "/t", &offered).expect("can publish");
        while losses.incompatible() == 0 {
            tokio::task::yield_now().await;
        }
        publisher.publish(1.into()).expect("is published");
        assert_eq!(publisher.subscriptions(), 0);
        let fitting = <T as Carries<u64>>::publisher(&node, "/t", &TRANSIENT).expect("can publish");
        fitting.publish(2.into()).expect("is published");
        assert_eq!(numbers(&mut *port, 1).await, [2]);
    }
}

pub(crate) async fn a_topic_carries_one_type<T: Subject>(transport: &T) {
    let node = join(transport, "/n");
    let _port = subscribe::<T>(&node, "/t", Qos::DEFAULT);
    let refused = <T as Carries<String>>::publisher(&node, "/t", &Qos::DEFAULT).err();
    assert!(matches!(refused, Some(TransportError::TypeMismatch { .. })), "{refused:?}");
}

pub(crate) async fn message_info_tells_senders_and_numbers_apart<T: Subject>(transport: &T) {
    let node = join(transport, "/n");
    let mut port = subscribe::<T>(&node, "/t", Qos::DEFAULT);
    let before = Clock::current().expect("in a runtime").now();
    for _ in 0..2 {
        publish::<T>(&node, "/t", Qos::DEFAULT, 0..2);
    }
    let mut senders: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
    for _ in 0..4 {
        let info = next(&mut *port).await.info;
        assert!(info.received_time >= info.source_time);
        // Two readings of the system's clock may differ a little.
        assert!(info.source_time + Duration::from_secs(1) > before);
        senders.entry(info.sender).or_default().push(info.sequence);
    }
    assert_eq!(senders.into_values().collect::<Vec<_>>(), [[1, 2], [1, 2]]);
}

fn client<T: Subject>(node: &T::Node) -> ClientPort<Double> {
    <T as Serves<Double>>::client(node, "/double").expect("can call")
}

fn server<T: Subject>(node: &T::Node) -> Box<dyn ServerPort<Double>> {
    <T as Serves<Double>>::server(node, "/double").expect("can serve")
}

async fn request(port: &mut dyn ServerPort<Double>) -> Request<Double> {
    poll_fn(|context| port.poll_request(context)).await.expect("the service is open")
}

async fn reply(port: &mut ClientPort<Double>) -> Reply<Double> {
    poll_fn(|context| port.replies.poll_reply(context)).await.expect("the client is open")
}

async fn ready<T: Subject>(node: &T::Node) -> (ClientPort<Double>, Box<dyn ServerPort<Double>>) {
    let (client, server) = (client::<T>(node), server::<T>(node));
    client.requests.available().await;
    (client, server)
}

pub(crate) async fn a_call_gets_its_response<T: Subject>(transport: &T) {
    let node = join(transport, "/n");
    let (mut client, mut server) = ready::<T>(&node).await;
    client.requests.send(CallId(7), 21).expect("is sent");
    let Request { request, responder, .. } = request(&mut *server).await;
    responder.send(request * 2);
    let Reply { id, result } = reply(&mut client).await;
    assert_eq!((id, result), (CallId(7), Ok(42)));
}

pub(crate) async fn concurrent_calls_get_their_own_answers<T: Subject>(transport: &T) {
    let node = join(transport, "/n");
    let (client, mut server) = ready::<T>(&node).await;
    let ClientPort { requests, mut replies } = client;
    let callers = (0..8).map(|caller: u64| {
        let requests = requests.clone();
        tokio::spawn(async move {
            for call in 0..20 {
                let number = caller * 20 + call;
                requests.send(CallId(number), number).expect("is sent");
                tokio::task::yield_now().await;
            }
        })
    });
    let callers: Vec<_> = callers.collect();
    let serve = tokio::spawn(async move {
        for _ in 0..160 {
            let Request { request: number, responder, .. } = request(&mut *server).await;
            responder.send(number * 2);
        }
        server
    });
    let mut answers = BTreeMap::new();
    for _ in 0..160 {
        let reply = poll_fn(|context| replies.poll_reply(context)).await.expect("the client is open");
        answers.insert(reply.id.0, reply.result.expect("is answered"));
    }
    assert_eq!(answers, (0..160).map(|number| (number, number * 2)).collect());
    for caller in callers {
        caller.await.expect("does not panic");
    }
    drop(serve.await);
}

pub(crate) async fn a_call_to_nobody_fails<T: Subject>(transport: &T) {
    let node = join(transport, "/n");
    let client = client::<T>(&node);
    assert!(!client.requests.is_available());
    let error = client.requests.send(CallId(0), 1);
    assert_eq!(error, Err(CallError::Unavailable { service: "/double".to_owned() }));
}

pub(crate) async fn a_dropped_responder_fails_the_call<T: Subject>(transport: &T) {
    let node = join(transport, "/n");
    let (mut client, mut server) = ready::<T>(&node).await;
    client.requests.send(CallId(0), 1).expect("is sent");
    drop(request(&mut *server).await);
    let result = reply(&mut client).await.result;
    assert_eq!(result, Err(CallError::NoAnswer { service: "/double".to_owned() }));
}

pub(crate) async fn a_server_that_goes_fails_the_calls_that_wait<T: Subject>(transport: &T) {
    let node = join(transport, "/n");
    let (mut client, server) = ready::<T>(&node).await;
    client.requests.send(CallId(0), 1).expect("is sent");
    drop(server);
    let result = reply(&mut client).await.result;
    assert_eq!(result, Err(CallError::ServerGone { service: "/double".to_owned() }));
    while client.requests.is_available() {
        tokio::task::yield_now().await;
    }
}

pub(crate) async fn a_service_has_one_server<T: Subject>(transport: &T) {
    let (a, b) = (join(transport, "/a"), join(transport, "/b"));
    let server = server::<T>(&a);
    let refused = <T as Serves<Double>>::server(&b, "/double").err();
    let expected = TransportError::ServedAlready { service: "/double".to_owned(), by: "/a".to_owned() };
    assert_eq!(refused, Some(expected));
    let refused = <T as Serves<Other>>::client(&b, "/double").err();
    assert!(matches!(refused, Some(TransportError::TypeMismatch { .. })), "{refused:?}");
    drop(server);
    assert!(<T as Serves<Double>>::server(&b, "/double").is_ok());
}

pub(crate) async fn a_server_that_comes_later_is_noticed<T: Subject>(transport: &T) {
    let node = join(transport, "/n");
    let client = client::<T>(&node);
    let available = tokio::spawn(client.requests.available());
    tokio::task::yield_now().await;
    assert!(!available.is_finished());
    let _server = server::<T>(&node);
    available.await.expect("does not panic");
    assert!(client.requests.is_available());
}

pub(crate) async fn an_answer_may_come_later_and_out_of_order<T: Subject>(transport: &T) {
    let node = join(transport, "/n");
    let (mut client, mut server) = ready::<T>(&node).await;
    for number in 0..3 {
        client.requests.send(CallId(number), number).expect("is sent");
    }
    let mut requests = Vec::new();
    for _ in 0..3 {
        requests.push(request(&mut *server).await);
    }
    for Request { request, responder, .. } in requests.into_iter().rev() {
        responder.send(request + 10);
        let Reply { id, result } = reply(&mut client).await;
        assert_eq!((id, result), (CallId(request), Ok(request + 10)));
    }
}

pub(crate) async fn the_graph_lists_what_is_there<T: Subject>(transport: &T) {
    let node = join(transport, "/graph/n");
    let port = subscribe::<T>(&node, "/graph/t", Qos::DEFAULT);
    let server = server::<T>(&node);
    assert_eq!(transport.nodes(), ["/graph/n"]);
    assert_eq!(transport.topics(), ["/graph/t"]);
    assert_eq!(transport.services(), ["/double"]);
    drop((port, server, node));
    assert_eq!(transport.nodes(), [""; 0]);
    assert_eq!(transport.topics(), [""; 0]);
    assert_eq!(transport.services(), [""; 0]);
}
