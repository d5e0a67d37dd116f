//! Calls from outside of all groups: their callers come for the replies themselves, where the client's group does nothing.
#![allow(missing_docs)]

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::task::Poll;
use std::thread;

use rosweave::prelude::*;
use rosweave::{InProcess, NodeHandle};

/// Doubles a number.
struct Double;

impl Service for Double {
    type Request = u64;
    type Response = u64;
}

#[node]
struct Doubler {}

#[node]
impl Doubler {
    #[service("double", type = Double)]
    fn double(&self, number: u64) -> u64 {
        2 * number
    }
}

#[node]
struct Caller {
    #[client("double")]
    double: Client<Double>,
    #[publisher("keep")]
    keep: Publisher<()>,
    /// What lets the callback go on, and what says that it has begun.
    gate: Mutex<Option<(Receiver<()>, Sender<()>)>>,
    is_kept: AtomicBool,
}

#[node]
impl Caller {
    /// Blocks the group that the client's replies come by.
    #[subscribe("keep")]
    fn on_keep(&self, _now: &(), _cx: &Cx) {
        let (gate, begun) = self.gate.lock().unwrap().take().unwrap();
        self.is_kept.store(true, Ordering::SeqCst);
        begun.send(()).unwrap();
        gate.recv().unwrap();
        self.is_kept.store(false, Ordering::SeqCst);
    }
}

async fn start() -> (NodeHandle<Doubler>, NodeHandle<Caller>) {
    let transport = InProcess::private();
    let doubler = NodeOptions::new().start_on::<Doubler, _>(&transport).await.unwrap();
    (doubler, NodeOptions::new().start_on::<Caller, _>(&transport).await.unwrap())
}

async fn in_time<F: Future>(future: F) -> F::Output {
    tokio::time::timeout(Duration::from_secs(20), future).await.expect("it ends in time")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_reply_comes_while_a_callback_blocks_the_clients_group() {
    let (_doubler, caller) = start().await;
    let (client, cx) = (&caller.node().double, caller.async_cx());
    for round in 0..20 {
        let ((open, gate), (begins, begun)) = (channel(), channel());
        *caller.node().gate.lock().unwrap() = Some((gate, begins));
        caller.node().keep.publish(()).unwrap();
        begun.recv().unwrap();
        let mut call = pin!(client.call(&*cx, round));
        let early = tokio::time::timeout(Duration::from_millis(5), call.as_mut()).await;
        assert!(early.is_err(), "the group is blocked");
        open.send(()).unwrap();
        assert_eq!(in_time(call).await.unwrap(), 2 * round);
        assert!(!caller.node().is_kept.load(Ordering::SeqCst), "the callback has returned");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_caller_that_does_not_come_for_its_reply_keeps_none_from_another_one() {
    let (_doubler, caller) = start().await;
    let (client, cx) = (&caller.node().double, caller.async_cx());
    for round in 0..200 {
        // It is woken with its reply, and looks at something else.
        let mut first = pin!(client.call(&*cx, round));
        poll_fn(|context| {
            assert!(first.as_mut().poll(context).is_pending());
            Poll::Ready(())
        })
        .await;
        if round % 2 == 0 {
            tokio::time::sleep(Duration::from_micros(200)).await;
        }
        assert_eq!(in_time(client.call(&*cx, 7)).await.unwrap(), 14);
        if round % 4 == 1 {
            assert_eq!(in_time(first).await.unwrap(), 2 * round);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn callers_on_many_threads_each_have_their_own_reply() {
    let (_doubler, caller) = start().await;
    let caller = &caller;
    thread::scope(|scope| {
        let blocking = (0..4_u64).map(|thread| {
            scope.spawn(move || {
                let (client, cx) = (&caller.node().double, caller.cx());
                for number in 0..500 {
                    assert_eq!(
                        client.call(&*cx, thread * 1_000 + number).unwrap(),
                        2 * (thread * 1_000 + number)
                    );
                }
            })
        });
        blocking.collect::<Vec<_>>().into_iter().for_each(|thread| thread.join().unwrap());
    });
}

#[cfg(feature = "dds")]
mod network;

/// The same over a wire, which the reply comes by on a thread of RustDDS'.
#[cfg(feature = "dds")]
mod over_dds {
    use serde::{Deserialize, Deserializer, Serialize};

    use super::*;

    #[derive(Serialize, Deserialize)]
    struct Question {
        number: i64,
    }

    /// Knows where it was read.
    #[derive(Serialize)]
    struct Answer {
        number: i64,
        #[serde(skip)]
        on: Option<thread::ThreadId>,
    }

    impl<'de> Deserialize<'de> for Answer {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Answer, D::Error> {
            let Question { number } = Question::deserialize(deserializer)?;
            Ok(Answer { number, on: Some(thread::current().id()) })
        }
    }

    #[derive(Service)]
    #[ros("test_msgs/srv/Where", request = Question, response = Answer)]
    struct Where;

    #[node]
    struct Server {}

    #[node]
    impl Server {
        #[service("where", type = Where)]
        fn answer(&self, question: Question) -> Answer {
            Answer { number: question.number, on: None }
        }
    }

    #[node]
    struct Asker {
        #[client("where")]
        asks: Client<Where>,
    }

    #[node]
    impl Asker {}

    #[test]
    fn a_reply_is_read_on_the_thread_of_the_caller_that_waits_for_it() {
        rosweave::block_on(async {
            let options = super::network::free_domain();
            let [here, there] = [(); 2].map(|()| options.clone().open().unwrap());
            let _server = NodeOptions::new().start_on::<Server, _>(&there).await.unwrap();
            let asker = NodeOptions::new().start_on::<Asker, _>(&here).await.unwrap();
            let (client, cx) = (&asker.node().asks, asker.async_cx());
            in_time(client.wait_for_service(&*cx)).await.unwrap();
            let (mut own, all) = (0, 100);
            for number in 0..all {
                let answer = in_time(client.call(&*cx, Question { number })).await.unwrap();
                assert_eq!(answer.number, number);
                own += i64::from(answer.on == Some(thread::current().id()));
            }
            assert!(own > all / 2, "{own} of {all} replies came without the group's thread");
        })
        .unwrap();
    }
}
