//! Bad input, and what only peers that are not of this crate do.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use rustdds::bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::{Dds, DdsNode, ServiceMapping};
use stranger::{Bad, Foreign, STRING, Stranger, bad_frames, is_matched};

use crate::error::CallError;
use crate::facts::qos::{self, Qos};
use crate::message::{Message, NamedService, Service};
use crate::transport::{
    CallId, Carries, ClientPort, Clock, PublisherPort, Reply, Request, ServerPort, Serves, SubscriptionPort,
    Transport,
};

mod hostile;
mod keep_all;
mod leaving;
#[path = "../../../tests/log/mod.rs"]
mod log;
mod misfits;
#[path = "../../../tests/network/mod.rs"]
mod network;
mod silence;
mod stranger;
mod users_code;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Text {
    data: String,
}

impl Message for Text {
    const TYPE_NAME: &'static str = "std_msgs/msg/String";
}

struct Echo;

impl Service for Echo {
    type Request = Text;
    type Response = Text;
}

impl NamedService for Echo {
    const TYPE_NAME: &'static str = "test_msgs/srv/Echo";
}

fn text(data: &str) -> Text {
    Text { data: data.to_owned() }
}

fn join(dds: &Dds, name: &str) -> DdsNode {
    dds.join(name, Clock::current().expect("in a runtime")).unwrap()
}

async fn eventually(what: &str, holds: impl Fn() -> bool) {
    let waited = async {
        while !holds() {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), waited).await.unwrap_or_else(|_| panic!("never: {what}"));
}

async fn in_time<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(20), future).await.expect("hangs")
}

async fn next(port: &mut dyn SubscriptionPort<Text>) -> String {
    let delivery = in_time(poll_fn(|context| port.poll_next(context))).await.expect("is open");
    delivery.message.data.clone()
}

async fn request(port: &mut dyn ServerPort<Echo>) -> Request<Echo> {
    in_time(poll_fn(|context| port.poll_request(context))).await.expect("is open")
}

async fn reply(client: &mut ClientPort<Echo>) -> Reply<Echo> {
    in_time(poll_fn(|context| client.replies.poll_reply(context))).await.expect("is open")
}

fn subscription(node: &DdsNode, topic: &str) -> Box<dyn SubscriptionPort<Text>> {
    <Dds as Carries<Text>>::subscription(node, topic, &Qos::DEFAULT).unwrap()
}

fn publisher(node: &DdsNode, topic: &str) -> Arc<dyn PublisherPort<Text>> {
    <Dds as Carries<Text>>::publisher(node, topic, &Qos::DEFAULT).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_bad_frames_are_counted_and_the_subscription_goes_on() {
    let dds = network::free_domain().open().unwrap();
    let node = join(&dds, "/victim");
    let deep = Qos::DEFAULT.with_history(qos::History::KeepLast(1000));
    let mut port = <Dds as Carries<Text>>::subscription(&node, "/t", &deep).unwrap();
    let losses = port.losses();
    let stranger = Stranger::new(dds.domain());
    let (writer, foreign) =
        (stranger.writer::<Bad>("rt/t", STRING), stranger.writer::<Foreign>("rt/t", STRING));
    let good = publisher(&node, "/t");
    eventually("the subscription is found", || good.subscriptions() == 1).await;
    eventually("the stranger has found it", || is_matched(&writer)).await;
    eventually("the stranger has found it again", || is_matched(&foreign)).await;
    foreign.write(Bytes::from_static(&[0; 16]), None).unwrap();
    // Losses are counted from the first message that is read.
    writer.write(Bytes::from_static(&[1]), None).unwrap();
    eventually("another encoding is counted", || losses.malformed() == 2).await;
    for (number, frame) in bad_frames().enumerate() {
        writer.write(frame, None).unwrap();
        if number % 8 == 0 {
            // Reads as it comes, as a node does.
            losses.malformed();
        }
    }
    eventually("all are counted", || losses.malformed() + losses.lost() >= 10_002).await;
    assert_eq!(losses.malformed() + losses.lost(), 10_002);
    assert!(losses.malformed() > 1_000, "{} of them were lost", losses.lost());
    good.publish(text("still here").into()).unwrap();
    assert_eq!(next(&mut *port).await, "still here");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_bad_requests_are_counted_and_the_service_goes_on() {
    for mapping in [ServiceMapping::Enhanced, ServiceMapping::Cyclone] {
        let dds = network::free_domain().service_mapping(mapping).open().unwrap();
        let node = join(&dds, "/victim");
        let server = <Dds as Serves<Echo>>::server(&node, "/echo").unwrap();
        let losses = server.losses();
        let mut client = <Dds as Serves<Echo>>::client(&node, "/echo").unwrap();
        let stranger = Stranger::new(dds.domain());
        let writer = stranger.writer::<Bad>("rq/echoRequest", "test_msgs::srv::dds_::Echo_Request_");
        in_time(client.requests.available()).await;
        eventually("the stranger has found the server", || is_matched(&writer)).await;
        let serving = tokio::spawn(echo(server));
        // Losses are counted from the first request that is read.
        writer.write(Bytes::from_static(&[1]), None).unwrap();
        eventually("the first one is counted", || losses.malformed() == 1).await;
        for frame in bad_frames() {
            writer.write(frame, None).unwrap();
            tokio::task::yield_now().await;
        }
        eventually("all are counted", || losses.malformed() + losses.lost() >= 10_001).await;
        client.requests.send(CallId(1), text("hello")).unwrap();
        let result = reply(&mut client).await.result;
        assert_eq!(result, Ok(text("hello")), "{mapping:?}");
        serving.abort();
    }
}

/// Answers every request with itself.
async fn echo(mut server: Box<dyn ServerPort<Echo>>) {
    while let Some(Request { request, responder, .. }) = poll_fn(|context| server.poll_request(context)).await
    {
        responder.send(request);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_publisher_of_another_type_is_counted_and_not_heard() {
    let dds = network::free_domain().open().unwrap();
    let node = join(&dds, "/listener");
    let mut port = subscription(&node, "/t");
    let losses = port.losses();
    let stranger = Stranger::new(dds.domain());
    let writer = stranger.writer::<Bad>("rt/t", "std_msgs::msg::dds_::Header_");
    eventually("the other type is noticed", || losses.mistyped() == 1).await;
    // It would pass for a text.
    eventually("the stranger has found the listener", || is_matched(&writer)).await;
    writer.write(Bytes::from_static(b"\x04\0\0\0abc\0"), None).unwrap();
    let good = publisher(&node, "/t");
    eventually("the subscription is found", || good.subscriptions() == 1).await;
    good.publish(text("mine").into()).unwrap();
    assert_eq!(next(&mut *port).await, "mine");
    assert_eq!((losses.malformed(), losses.mistyped()), (0, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_malformed_reply_fails_its_call_and_is_counted() {
    let dds = network::free_domain().open().unwrap();
    let node = join(&dds, "/node");
    let mut server = <Dds as Serves<Wrong>>::server(&node, "/echo").unwrap();
    let other = network_of(&dds).open().unwrap();
    let node = join(&other, "/client");
    let mut client = <Dds as Serves<Echo>>::client(&node, "/echo").unwrap();
    in_time(client.requests.available()).await;
    client.requests.send(CallId(1), text("hello")).unwrap();
    let request = in_time(poll_fn(|context| server.poll_request(context))).await.expect("is open");
    request.responder.send(u64::MAX);
    let error = reply(&mut client).await.result.unwrap_err();
    assert!(matches!(&error, CallError::Transport { reason, .. } if reason.contains("malformed")), "{error}");
    assert_eq!(client.requests.losses().malformed(), 1);
}

/// Answers what is no answer, under the name of [`Echo`].
struct Wrong;

impl Service for Wrong {
    type Request = Text;
    type Response = u64;
}

impl NamedService for Wrong {
    const TYPE_NAME: &'static str = Echo::TYPE_NAME;
}

/// Options for another participant of the same domain.
fn network_of(dds: &Dds) -> super::DdsOptions {
    Dds::options().domain(dds.domain()).localhost()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_that_are_never_answered_leave_nothing_behind() {
    let dds = network::free_domain().open().unwrap();
    let node = join(&dds, "/node");
    let mut server = <Dds as Serves<Echo>>::server(&node, "/echo").unwrap();
    let mut client = <Dds as Serves<Echo>>::client(&node, "/echo").unwrap();
    in_time(client.requests.available()).await;
    let mut kept = Vec::new();
    for call in 0..100 {
        client.requests.send(CallId(call), text("hello")).unwrap();
        kept.push(request(&mut *server).await);
        client.requests.give_up(CallId(call));
    }
    // Late replies are for nobody; the next call gets its own.
    kept.into_iter().for_each(|request| request.responder.send(text("late")));
    client.requests.send(CallId(100), text("hello")).unwrap();
    request(&mut *server).await.responder.send(text("in time"));
    let Reply { id, result } = reply(&mut client).await;
    assert_eq!((id, result), (CallId(100), Ok(text("in time"))));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_work_in_the_way_of_each_middleware() {
    for mapping in [ServiceMapping::Auto, ServiceMapping::Enhanced, ServiceMapping::Cyclone] {
        let here = network::free_domain().service_mapping(mapping).open().unwrap();
        let there = network_of(&here).service_mapping(mapping).open().unwrap();
        let (asking, answering) = (join(&here, "/asking"), join(&there, "/answering"));
        let mut client = <Dds as Serves<Echo>>::client(&asking, "/echo").unwrap();
        let mut server = <Dds as Serves<Echo>>::server(&answering, "/echo").unwrap();
        in_time(client.requests.available()).await;
        for call in 0..10 {
            client.requests.send(CallId(call), text(&call.to_string())).unwrap();
            let Request { request, responder, .. } = request(&mut *server).await;
            responder.send(request);
            let Reply { id, result } = reply(&mut client).await;
            assert_eq!((id, result), (CallId(call), Ok(text(&call.to_string()))), "{mapping:?}");
        }
        for length in [1_190, 1_210, 70_000, 1 << 20] {
            let long = text(&"x".repeat(length));
            client.requests.send(CallId(1), text(&long.data)).unwrap();
            let Request { request, responder, .. } = request(&mut *server).await;
            responder.send(request);
            let is_same = reply(&mut client).await.result == Ok(long);
            assert!(is_same, "{mapping:?}, {length} bytes");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_call_of_every_client_is_answered() {
    // Each client calls as soon as it sees the server, which may not see the client yet.
    let there = network::free_domain().open().unwrap();
    let answering = join(&there, "/answering");
    let server = <Dds as Serves<Echo>>::server(&answering, "/echo").unwrap();
    let serving = tokio::spawn(echo(server));
    let here = network_of(&there).open().unwrap();
    for number in 0..20 {
        let asking = join(&here, "/asking");
        let mut client = <Dds as Serves<Echo>>::client(&asking, "/echo").unwrap();
        in_time(client.requests.available()).await;
        client.requests.send(CallId(0), text("first")).unwrap();
        assert_eq!(reply(&mut client).await.result, Ok(text("first")), "client {number}");
    }
    serving.abort();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_publisher_that_goes_at_once_is_heard() {
    let (here, node_of) = (network::free_domain().open().unwrap(), join);
    let there = network_of(&here).open().unwrap();
    let (listening, talking) = (node_of(&here, "/listening"), node_of(&there, "/talking"));
    let mut port = subscription(&listening, "/t");
    for number in 0..10 {
        let publisher = publisher(&talking, "/t");
        eventually("the subscription is found", || publisher.subscriptions() == 1).await;
        publisher.publish(text(&number.to_string()).into()).unwrap();
        drop(publisher);
        assert_eq!(next(&mut *port).await, number.to_string());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_subscription_that_does_not_read_makes_publishing_neither_fail_nor_wait() {
    let (here, there) = {
        let here = network::free_domain().open().unwrap();
        let there = network_of(&here).open().unwrap();
        (here, there)
    };
    let (listening, talking) = (join(&here, "/listening"), join(&there, "/talking"));
    let mut port = subscription(&listening, "/t");
    let publisher = publisher(&talking, "/t");
    eventually("the subscription is found", || publisher.subscriptions() == 1).await;
    // Losses are counted from the first message that is read.
    publisher.publish(text("first").into()).unwrap();
    assert_eq!(next(&mut *port).await, "first");
    let start = std::time::Instant::now();
    for number in 0..5_000 {
        publisher.publish(text(&number.to_string()).into()).unwrap();
    }
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    let (losses, sent) = (port.losses(), publisher.losses());
    let mut heard = 0;
    eventually("the newest has arrived", || losses.lost() + sent.lost() + 10 >= 5_000).await;
    while let Ok(Some(_)) =
        tokio::time::timeout(Duration::from_millis(200), poll_fn(|context| port.poll_next(context))).await
    {
        heard += 1;
    }
    assert_eq!(heard + losses.lost() + sent.lost(), 5_000, "heard {heard}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_hears_large_messages_that_are_pushed_out_is_named() {
    let here = network::free_domain().open().unwrap();
    let there = network_of(&here).open().unwrap();
    let (listening, talking) = (join(&here, "/listening"), join(&there, "/talking"));
    let _subscription = subscription(&listening, "/t");
    let publisher = publisher(&talking, "/t");
    eventually("the subscription is found", || publisher.subscriptions() == 1).await;
    eventually("its node is, too", || talking.node.participant.nodes().contains(&"/listening".into())).await;
    let large = Arc::new(text(&"x".repeat(2 << 20)));
    let log = log::Log::keep();
    // More than may be under way.
    for _ in 0..40 {
        publisher.publish(large.clone()).unwrap();
    }
    assert!(publisher.losses().lost() > 0);
    let said = log.take("large messages come faster");
    let [line] = &said[..] else { panic!("said once: {said:?}") };
    for part in ["name=\"/t\"", "among=[\"`/listening`\"]", "unconfirmed=", "bytes="] {
        assert!(line.contains(part), "{part}: {line}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_stranger_said_before_it_left_is_heard_by_a_group_that_was_busy() {
    let dds = network::free_domain().open().unwrap();
    let node = join(&dds, "/listening");
    let mut port = subscription(&node, "/t");
    // The group polls, and then is busy.
    let nothing = poll_fn(|context| Poll::Ready(port.poll_next(context).is_pending())).await;
    assert!(nothing);
    let stranger = Stranger::new(dds.domain());
    let writer = stranger.writer::<Bad>("rt/t", STRING);
    eventually("the stranger has found the listener", || is_matched(&writer)).await;
    writer.write(Bytes::from_static(b"\x04\0\0\0bye\0"), None).unwrap();
    let confirmed = || writer.wait_for_acknowledgments(Duration::ZERO).unwrap();
    eventually("it is confirmed", confirmed).await;
    drop((writer, stranger));
    // By then RustDDS has forgotten it.
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(next(&mut *port).await, "bye");
}
