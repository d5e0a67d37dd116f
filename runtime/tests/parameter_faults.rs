//! User code around parameters that misbehaves, and callers that come at once: the services go on.
#![allow(missing_docs)]

mod log;

use std::sync::mpsc;

use log::Log;
use rosweave::ParameterValue;
use rosweave::msgs::rcl_interfaces::msg::{Parameter as Named, ParameterValue as Encoded};
use rosweave::msgs::rcl_interfaces::srv::{
    GetParameters, GetParametersRequest, SetParametersAtomically, SetParametersAtomicallyRequest,
};
use rosweave::prelude::*;

fn runtime() -> tokio::runtime::Runtime {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime")
}

#[node]
struct Tool {
    #[client("/robot/get_parameters", timeout = "20s")]
    get: Client<GetParameters>,
    #[client("/robot/set_parameters_atomically", timeout = "20s")]
    set: Client<SetParametersAtomically>,
}

#[node]
impl Tool {
    #[timer("1h")]
    fn tick(&self) {}
}

fn number(name: &str, value: i64) -> Named {
    let value = Encoded { r#type: 2, integer_value: value, ..Encoded::default() };
    Named { name: name.to_owned(), value }
}

async fn set(tool: &NodeHandle<Tool>, parameters: Vec<Named>) -> (bool, String) {
    let request = SetParametersAtomicallyRequest { parameters };
    let answer = tool.node().set.call(&*tool.async_cx(), request).await.expect("it answers");
    (answer.result.successful, answer.result.reason)
}

async fn get(tool: &NodeHandle<Tool>, name: &str) -> i64 {
    let request = GetParametersRequest { names: vec![name.to_owned()] };
    let answer = tool.node().get.call(&*tool.async_cx(), request).await.expect("it answers");
    answer.values[0].integer_value
}

#[node(name = "robot")]
struct Stubborn {
    #[parameter(default = 1)]
    speed: Parameter<i64>,
}

#[node]
impl Stubborn {
    #[validate]
    fn check(values: &Values<Self>) -> Result<(), String> {
        if values.speed == 13 {
            loop {
                std::thread::park();
            }
        }
        Ok(())
    }

    #[timer("1h")]
    fn tick(&self) {}
}

#[test]
fn a_validator_that_never_returns_refuses_what_it_was_asked_and_all_that_comes_after() {
    let (runtime, log) = (runtime(), Log::keep());
    runtime.block_on(async {
        let options = NodeOptions::new().stall_after(Duration::from_millis(200));
        let robot = options.start::<Stubborn>().await.expect("it starts");
        let tool = NodeOptions::new().name("tool_of_stubborn").start::<Tool>().await.expect("it starts");
        assert_eq!(set(&tool, vec![number("speed", 2)]).await, (true, String::new()));
        let (done, reason) = set(&tool, vec![number("speed", 13)]).await;
        assert!(!done && reason.starts_with("the validator gave no verdict"), "{reason}");
        let (done, reason) = set(&tool, vec![number("speed", 3)]).await;
        assert!(!done && reason.starts_with("the validator gave no verdict"), "{reason}");
        assert_eq!(get(&tool, "speed").await, 2);
        assert_eq!(robot.node().speed.get(), 2);
        let stalls: Vec<_> =
            robot.stalls().iter().map(|stall| stall.beside.map(|what| what.to_string())).collect();
        assert_eq!(stalls, [Some("`#[validate]`".to_owned())]);
        robot.stop().await.expect("it stops all the same");
    });
    assert_eq!(log.take("has ended, but `#[validate]` has not returned").len(), 1);
    runtime.shutdown_background();
}

#[node(name = "robot")]
struct Blocked {
    #[parameter(default = 0)]
    speed: Parameter<i64>,
    entered: mpsc::Sender<()>,
}

#[node]
impl Blocked {
    #[init]
    fn init(h: Handles<Self>, entered: mpsc::Sender<()>) -> Self {
        Blocked { speed: h.speed, entered }
    }

    #[on_change(speed)]
    fn changed(&self, _change: &Change<Self>) {
        let _ = self.entered.send(());
        loop {
            std::thread::park();
        }
    }
}

#[test]
fn a_change_callback_that_never_returns_holds_up_neither_sets_nor_gets() {
    let runtime = runtime();
    runtime.block_on(async {
        let network = rosweave::InProcess::private();
        let (entered, inside) = mpsc::channel::<()>();
        let options = NodeOptions::new().with(entered).grace(Duration::ZERO);
        let robot = options.start_on::<Blocked, _>(&network).await.expect("it starts");
        let tool = NodeOptions::new().start_on::<Tool, _>(&network).await.expect("it starts");
        assert!(set(&tool, vec![number("speed", 1)]).await.0);
        inside.recv().expect("it blocks");
        // More than are kept for it.
        for speed in 2..=1200 {
            assert!(set(&tool, vec![number("speed", speed)]).await.0);
        }
        assert_eq!(get(&tool, "speed").await, 1200);
        let stats = robot.stats();
        assert_eq!(stats.callbacks[0].lost, 199, "what is not kept is counted");
        drop(robot);
    });
    runtime.shutdown_background();
}

#[node(name = "robot")]
struct Window {
    #[parameter(default = 0)]
    low: Parameter<i64>,
    #[parameter(default = 0)]
    high: Parameter<i64>,
    changes: mpsc::Sender<[(i64, i64); 2]>,
}

#[node]
impl Window {
    #[init]
    fn init(h: Handles<Self>, changes: mpsc::Sender<[(i64, i64); 2]>) -> Self {
        Window { low: h.low, high: h.high, changes }
    }

    #[validate]
    fn check(values: &Values<Self>) -> Result<(), String> {
        if values.low <= values.high { Ok(()) } else { Err("low is above high".to_owned()) }
    }

    #[on_change]
    fn changed(&self, change: &Change<Self>) {
        let _ = self.changes.send([(change.old.low, change.old.high), (change.new.low, change.new.high)]);
    }
}

#[test]
fn sets_that_come_at_once_happen_one_after_the_other_and_none_by_half() {
    const SETS: i64 = 100;
    let runtime = runtime();
    let (sender, changes) = mpsc::channel::<[(i64, i64); 2]>();
    runtime.block_on(async {
        let network = rosweave::InProcess::private();
        let robot = NodeOptions::new().with(sender).start_on::<Window, _>(&network).await.expect("it starts");
        let robot = Arc::new(robot);
        let tool = NodeOptions::new().start_on::<Tool, _>(&network).await.expect("it starts");
        let from_rust = [1_i64, 2].map(|side| {
            let robot = robot.clone();
            tokio::task::spawn_blocking(move || {
                for step in 1..=SETS {
                    let low = side * 10_000 + step;
                    let values = [("low", low), ("high", low + side)];
                    let values = values.map(|(name, value)| (name.to_owned(), ParameterValue::from(value)));
                    robot.set_parameters(values).expect("it fits");
                }
            })
        });
        for step in 1..=SETS {
            let low = 30_000 + step;
            let (done, reason) = set(&tool, vec![number("low", low), number("high", low + 3)]).await;
            assert!(done, "{reason}");
        }
        for side in from_rust {
            side.await.expect("all its sets happen");
        }
        let told = tokio::task::spawn_blocking(move || in_a_row(&changes, 3 * SETS));
        assert_eq!(told.await.expect("no set falls between"), 3 * SETS);
        robot.stop().await.expect("it stops");
    });
}

/// How many changes are told, of those that are expected: each begins where the last one ended.
fn in_a_row(changes: &mpsc::Receiver<[(i64, i64); 2]>, expected: i64) -> i64 {
    let (mut last, mut count) = ((0, 0), 0);
    while count < expected
        && let Ok([old, new]) = changes.recv_timeout(Duration::from_secs(20))
    {
        assert_eq!(old, last, "no set falls between");
        assert_eq!(new.1 - new.0, new.0 / 10_000, "both values are of one set");
        (last, count) = (new, count + 1);
    }
    count
}
