//! What a program makes of code that panics, or does not return, while its nodes end.

use std::sync::{Arc, Mutex, mpsc};

use rosweave::System;
use rosweave::prelude::*;

/// What the `Drop` of something does.
enum Ending {
    Returns,
    Panics,
    /// Until the gate is opened.
    Blocks(Mutex<mpsc::Receiver<()>>),
}

impl Drop for Ending {
    fn drop(&mut self) {
        match self {
            Ending::Returns => {}
            Ending::Panics => panic!("on purpose"),
            Ending::Blocks(gate) => {
                let _ = gate.get_mut().unwrap().recv();
            }
        }
    }
}

/// The endings of the node, of an exclusive group and of a reentrant one.
type Endings = [Ending; 3];

#[derive(Group)]
struct Desk {
    _ending: Ending,
}

#[derive(Group)]
#[group(reentrant)]
struct Hall {
    _ending: Ending,
}

#[node]
struct Leaver {
    _ending: Ending,
}

#[node]
impl Leaver {
    #[init]
    fn init(_h: Handles<Self>, [own, desk, hall]: Endings) -> (Self, Desk, Hall) {
        (Leaver { _ending: own }, Desk { _ending: desk }, Hall { _ending: hall })
    }

    #[timer("1ms", once)]
    #[group(Desk)]
    fn at_desk(&self, _desk: &mut Desk, cx: &Cx<Desk>) {
        cx.request_stop();
    }

    #[timer("1h")]
    #[group(Hall)]
    fn in_hall(&self, _hall: &Hall) {}
}

#[node]
struct Loner {
    ending: Ending,
}

#[node]
impl Loner {
    #[init]
    fn init(_h: Handles<Self>, [own, ..]: Endings) -> Self {
        Loner { ending: own }
    }

    #[timer("1ms", once)]
    fn leave(&mut self, cx: &Cx) {
        if matches!(self.ending, Ending::Panics | Ending::Blocks(_)) {
            cx.request_stop();
        }
    }
}

/// Messages wait for their callback, which does not begin any more.
#[node]
struct Hoarder {
    #[publisher("hoard")]
    hoard: Publisher<Ending>,
    given: Mutex<Vec<Ending>>,
}

#[node]
impl Hoarder {
    #[init]
    fn init(h: Handles<Self>, all: Endings) -> Self {
        Hoarder { hoard: h.hoard, given: Mutex::new(all.into()) }
    }

    #[timer("1ms", once)]
    async fn publish(&self, cx: &AsyncCx) -> rosweave::Result {
        let given = std::mem::take(&mut *self.given.lock().unwrap());
        given.into_iter().try_for_each(|ending| self.hoard.publish(ending))?;
        cx.request_stop();
        cx.shutdown().await;
        Ok(())
    }

    #[subscribe("hoard")]
    fn hoard(&self, _: &Ending) {}
}

/// Runs the node beside a healthy one until it stops by itself, and returns the program's error.
fn end_of<N: rosweave::Node>(grace: Duration, endings: Endings) -> String {
    let (ended, end) = mpsc::channel();
    std::thread::spawn(move || {
        let options = NodeOptions::new().grace(grace);
        let system = System::new().node::<Healthy>(options.clone()).node::<N>(options.with(endings));
        let outcome = rosweave::run_system_until(system, std::future::pending());
        let _ = ended.send(outcome.expect_err("it does not end well").to_string());
    });
    end.recv_timeout(Duration::from_secs(60)).expect("it ends")
}

#[node]
struct Healthy;

#[node]
impl Healthy {
    #[timer("1h")]
    fn tick(&self) {}
}

/// How the program's error begins and ends, for each thing of a node whose ending is not harmless.
fn assert_each_is_named(
    grace: Duration,
    ending: impl Fn() -> Ending,
    said: impl Fn(&str, &str) -> [String; 2],
) {
    let only = |at: usize| std::array::from_fn(|n| if n == at { ending() } else { Ending::Returns });
    let assert = |error: String, node, what: &str| {
        let [begin, end] = said(node, what);
        assert!(error.starts_with(&begin) && error.ends_with(&end), "{error}");
    };
    assert(end_of::<Leaver>(grace, only(0)), "/leaver", "the `Drop` of `Leaver`");
    assert(end_of::<Leaver>(grace, only(1)), "/leaver", "the `Drop` of `Desk`");
    assert(end_of::<Leaver>(grace, only(2)), "/leaver", "the `Drop` of `Hall`");
    assert(end_of::<Loner>(grace, only(0)), "/loner", "the `Drop` of `Loner`");
    let all = std::array::from_fn(|_| ending());
    assert(end_of::<Hoarder>(grace, all), "/hoarder", "the end of what the default group has held");
}

#[test]
fn a_drop_that_panics_at_the_end_of_a_node_is_named_and_the_others_end() {
    let said = |node: &str, what: &str| [what.to_owned(), format!(" panicked in `{node}`: on purpose")];
    // A machine that is busy takes its time to write the panic down.
    assert_each_is_named(Duration::from_secs(20), || Ending::Panics, said);
}

#[test]
fn a_drop_that_does_not_return_at_the_end_of_a_node_is_named_and_the_program_ends() {
    let gates = Mutex::new(Vec::new());
    let blocks = || {
        let (open, gate) = mpsc::channel();
        gates.lock().unwrap().push(open);
        Ending::Blocks(Mutex::new(gate))
    };
    let said = |node: &str, what: &str| {
        [format!("`{node}` did not stop within 300ms: still running: "), what.to_owned()]
    };
    assert_each_is_named(Duration::from_millis(50), blocks, said);
}

/// A waker that does not return until its gate is opened.
struct Sluggish(Mutex<mpsc::Receiver<()>>);

impl std::task::Wake for Sluggish {
    fn wake(self: Arc<Self>) {
        let _ = self.0.lock().unwrap().recv();
    }
}

/// Its task waits for the end with a waker of its own.
#[node]
struct Attends {
    gate: Mutex<Option<mpsc::Receiver<()>>>,
}

#[node]
impl Attends {
    #[init]
    fn init(_h: Handles<Self>, gate: mpsc::Receiver<()>) -> Self {
        Attends { gate: Mutex::new(Some(gate)) }
    }

    #[timer("1ms", once)]
    async fn attend(&self, cx: &AsyncCx) {
        let gate = self.gate.lock().unwrap().take().expect("it is given one");
        let waker = std::task::Waker::from(Arc::new(Sluggish(Mutex::new(gate))));
        cx.spawn(|cx| async move {
            let mut end = std::pin::pin!(cx.shutdown());
            assert!(end.as_mut().poll(&mut std::task::Context::from_waker(&waker)).is_pending());
            cx.request_stop();
            std::future::pending().await
        });
    }
}

#[test]
fn a_waker_that_does_not_return_holds_up_no_stop() {
    let (open, gate) = mpsc::channel::<()>();
    let (ended, end) = mpsc::channel();
    std::thread::spawn(move || {
        let system = System::new().node::<Attends>(NodeOptions::new().with(gate));
        let outcome = rosweave::run_system_until(system, std::future::pending());
        let _ = ended.send(outcome.map_err(|error| error.to_string()));
    });
    end.recv_timeout(Duration::from_secs(20)).expect("it ends").unwrap();
    drop(open);
}

/// Does not begin before another node runs, and does not begin at all.
#[node]
struct Fails;

#[node]
impl Fails {
    #[init]
    fn init(_h: Handles<Self>, others: mpsc::Receiver<()>) -> Result<Self, &'static str> {
        // The other end is dropped when it runs.
        let _ = others.recv();
        Err("no")
    }

    #[timer("1h")]
    fn tick(&self) {}
}

/// Its `#[init]` takes until the gate is opened.
#[node]
struct Lingers;

#[node]
impl Lingers {
    #[init]
    fn init(_h: Handles<Self>, gate: mpsc::Receiver<()>) -> Self {
        let _ = gate.recv();
        Lingers
    }

    #[timer("1h")]
    fn tick(&self) {}
}

/// What tells that it runs, and that it does not any more, by being dropped.
type Tells = (mpsc::Sender<()>, tokio::sync::mpsc::Sender<()>);

#[node]
struct Bystander {
    tells: Mutex<Option<Tells>>,
}

#[node]
impl Bystander {
    #[init]
    fn init(_h: Handles<Self>, tells: Tells) -> Self {
        Bystander { tells: Mutex::new(Some(tells)) }
    }

    #[timer("1ms", once)]
    async fn begin(&self, cx: &AsyncCx) {
        let (runs, _stops) = self.tells.lock().unwrap().take().expect("it is given them");
        drop(runs);
        cx.shutdown().await;
        std::future::pending().await
    }
}

/// While the others stop because one node has not started, the program is told to end.
#[test]
fn a_program_that_is_told_to_end_while_its_start_fails_ends_with_the_reason() {
    let (open, gate) = mpsc::channel::<()>();
    let ((runs, others), (stops, mut has_stopped)) = (mpsc::channel(), tokio::sync::mpsc::channel(1));
    let (ended, end) = mpsc::channel();
    std::thread::spawn(move || {
        let options = || NodeOptions::new().grace(Duration::from_secs(10));
        let system = System::new()
            .node::<Fails>(options().with(others))
            .node::<Lingers>(options().with(gate))
            .node::<Bystander>(options().with::<Tells>((runs, stops)));
        let outcome = rosweave::run_system_until(system, async move {
            has_stopped.recv().await;
        });
        let _ = ended.send(outcome.map_err(|error| error.to_string()));
    });
    let outcome = end.recv_timeout(Duration::from_secs(60)).expect("it ends");
    assert_eq!(outcome, Err("`/fails` could not be made: no".to_owned()));
    drop(open);
}
