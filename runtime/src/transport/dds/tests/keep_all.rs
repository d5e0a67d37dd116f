//! Subscriptions that keep all.

use super::*;
use crate::facts::qos::History;

/// More than RustDDS keeps.
const MESSAGES: usize = 3_000;
const KEEP_ALL: Qos = Qos::DEFAULT.with_history(History::KeepAll);

/// Reads one message for each `portion` that is published, and then the rest.
async fn all_is_heard_in_the_end(talking: &DdsNode, listening: &DdsNode, portion: usize) {
    let mut port = <Dds as Carries<Text>>::subscription(listening, "/t", &KEEP_ALL).unwrap();
    let publisher = <Dds as Carries<Text>>::publisher(talking, "/t", &KEEP_ALL).unwrap();
    eventually("the subscription is found", || publisher.subscriptions() == 1).await;
    let losses = port.losses();
    let mut heard = 0;
    for number in 0..MESSAGES {
        publisher.publish(text(&number.to_string()).into()).unwrap();
        if (number + 1) % portion == 0 {
            assert_eq!(next(&mut *port).await, heard.to_string());
            heard += 1;
            eventually("they wait", || heard + losses.waiting() == number + 1).await;
        }
    }
    for number in heard..MESSAGES {
        assert_eq!(next(&mut *port).await, number.to_string());
    }
    assert_eq!((losses.lost(), publisher.losses().lost()), (0, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_slow_subscription_keeps_is_bounded_as_in_process() {
    let here = network::free_domain().open().unwrap();
    let [talking, listening] = ["/talking", "/listening"].map(|name| join(&here, name));
    all_is_heard_in_the_end(&talking, &listening, MESSAGES).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_slow_subscription_keeps_of_others_is_bounded_as_in_process() {
    let here = network::free_domain().open().unwrap();
    let there = network_of(&here).open().unwrap();
    let (talking, listening) = (join(&there, "/talking"), join(&here, "/listening"));
    all_is_heard_in_the_end(&talking, &listening, 100).await;
}
