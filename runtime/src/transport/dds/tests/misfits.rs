//! Ends that RustDDS takes for connected, and servers that go while others stay.

use super::*;
use crate::facts::qos::Liveliness;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kind_of_liveliness_that_is_not_offered_is_counted_and_not_heard() {
    let here = network::free_domain().open().unwrap();
    let there = network_of(&here).open().unwrap();
    let (talking, listening) = (join(&here, "/talking"), join(&there, "/listening"));
    let manual = Qos::DEFAULT.with_liveliness(Liveliness::ManualByTopic);
    let strict = <Dds as Carries<Text>>::subscription(&listening, "/t", &manual).unwrap();
    let mut other = subscription(&listening, "/t");
    let publisher = publisher(&talking, "/t");
    let count = || (strict.losses().incompatible(), publisher.losses().incompatible());
    eventually("it is counted on both sides", || count() == (1, 1)).await;
    eventually("the other one is there", || publisher.subscriptions() == 1).await;
    publisher.publish(text("hello").into()).unwrap();
    assert_eq!(next(&mut *other).await, "hello");
    assert_eq!((strict.losses().waiting(), count()), (0, (1, 1)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_fails_when_its_server_goes_also_where_another_one_has_come() {
    let here = network::free_domain().open().unwrap();
    let (first, second) = (network_of(&here).open().unwrap(), network_of(&here).open().unwrap());
    let (asking, old, new) = (join(&here, "/asking"), join(&first, "/old"), join(&second, "/new"));
    let mut client = <Dds as Serves<Echo>>::client(&asking, "/echo").unwrap();
    let mut server = <Dds as Serves<Echo>>::server(&old, "/echo").unwrap();
    in_time(client.requests.available()).await;
    for call in 0..3 {
        client.requests.send(CallId(call), text("never")).unwrap();
    }
    let mut heard = Vec::new();
    for _ in 0..3 {
        heard.push(request(&mut *server).await);
    }
    let replacement = <Dds as Serves<Echo>>::server(&new, "/echo").unwrap();
    let graph = &here.participant.graph;
    eventually("the other one is there", || graph.relatives().len() == 2).await;
    let serving = tokio::spawn(echo(replacement));
    let call_of_both = CallId(7);
    let answered = async {
        // Both are asked as soon as both are found.
        loop {
            client.requests.send(call_of_both, text("hello")).unwrap();
            let answer = tokio::time::timeout(
                Duration::from_millis(200),
                poll_fn(|context| client.replies.poll_reply(context)),
            );
            if let Ok(reply) = answer.await {
                return reply.unwrap();
            }
            client.requests.give_up(call_of_both);
        }
    };
    assert_eq!(in_time(answered).await.result, Ok(text("hello")));
    drop((server, old, first));
    for call in 0..3 {
        let Reply { id, result } = reply(&mut client).await;
        assert_eq!(id, CallId(call));
        assert!(matches!(result, Err(CallError::ServerGone { .. })), "{result:?}");
    }
    client.requests.send(CallId(9), text("again")).unwrap();
    assert_eq!(reply(&mut client).await.result, Ok(text("again")));
    drop(heard);
    serving.abort();
}
