//! Simulated time: what follows `/clock`, what does not, and what its jumps do.
#![allow(missing_docs)]

use std::sync::Mutex;
use std::sync::mpsc;

use rosweave::msgs::rcl_interfaces::srv::{GetParameters, GetParametersRequest};
use rosweave::prelude::*;
use rosweave::testing::{SimulatedClock, World};
use rosweave::{Args, SleepError};

fn seconds(seconds: f64) -> Time {
    Time::since_epoch(Duration::from_secs_f64(seconds))
}

fn simulated() -> NodeOptions {
    NodeOptions::new().parameter("use_sim_time", true)
}

#[node]
struct Ticker {
    #[publisher("ticks")]
    ticks: Publisher<Time>,
    #[publisher("steady")]
    steady: Publisher<Time>,
}

#[node]
impl Ticker {
    #[timer("1s")]
    fn tick(&self, timer: &Timer) -> Result<(), PublishError> {
        self.ticks.publish(timer.now())
    }

    #[timer("1s", clock = steady)]
    fn steady(&self, timer: &Timer) -> Result<(), PublishError> {
        self.steady.publish(timer.now())
    }
}

struct Ticking {
    world: World,
    clock: SimulatedClock,
    node: NodeHandle<Ticker>,
    ticks: rosweave::testing::Probe<Time>,
}

impl Ticking {
    fn start(options: NodeOptions) -> Ticking {
        let world = World::new(1);
        let clock = world.simulated_clock().expect("a clock");
        let ticks = world.subscribe("ticks").expect("a probe");
        let node = world.start_with(options).expect("it starts");
        world.settle();
        Ticking { world, clock, node, ticks }
    }

    /// What ticks when the clock shows `time`.
    fn at(&self, time: f64) -> Vec<Time> {
        self.clock.set(seconds(time)).expect("it tells");
        self.world.settle();
        self.ticks.take()
    }
}

#[test]
fn timers_follow_the_clock_and_nothing_else() {
    let ticking = Ticking::start(simulated());
    ticking.world.advance(Duration::from_secs(5)).expect("time moves on");
    assert_eq!(ticking.ticks.take(), [], "nobody told the time");
    assert_eq!(ticking.at(0.5), []);
    assert_eq!(ticking.at(1.0), [seconds(1.0)]);
    assert_eq!(ticking.at(1.5), []);
    assert_eq!(ticking.at(2.2), [seconds(2.2)]);
    assert_eq!(ticking.at(3.0), [seconds(3.0)], "it keeps its phase");
}

#[test]
fn the_first_word_of_the_clock_lets_a_timer_fire_that_has_waited_since_zero() {
    let ticking = Ticking::start(simulated());
    assert_eq!(ticking.at(1000.0), [seconds(1000.0)]);
    assert_eq!(ticking.at(1001.0), [seconds(1001.0)]);
}

#[test]
fn a_steady_timer_stays_on_the_wall() {
    let ticking = Ticking::start(simulated());
    let steady = ticking.world.subscribe::<Time>("steady").expect("a probe");
    ticking.world.advance(Duration::from_secs(3)).expect("time moves on");
    assert_eq!(steady.take(), [seconds(1.0), seconds(2.0), seconds(3.0)]);
    ticking.at(100.0);
    assert_eq!(steady.take(), []);
}

#[test]
fn a_jump_forward_is_one_call_and_keeps_the_phase() {
    let ticking = Ticking::start(simulated());
    ticking.at(1.0);
    assert_eq!(ticking.at(60.5), [seconds(60.5)]);
    assert_eq!(ticking.at(60.9), []);
    assert_eq!(ticking.at(61.0), [seconds(61.0)]);
}

#[test]
fn after_a_jump_back_the_next_call_comes_a_period_later() {
    let ticking = Ticking::start(simulated());
    ticking.at(100.0);
    assert_eq!(ticking.at(50.0), []);
    assert_eq!(ticking.node.async_cx().now(), seconds(50.0));
    assert_eq!(ticking.at(50.9), []);
    assert_eq!(ticking.at(51.0), [seconds(51.0)]);
}

#[test]
fn a_jump_back_of_less_than_what_went_since_the_last_call_changes_nothing() {
    let ticking = Ticking::start(simulated());
    ticking.at(100.0);
    ticking.at(100.8);
    assert_eq!(ticking.at(100.3), []);
    assert_eq!(ticking.at(101.0), [seconds(101.0)]);
}

#[test]
fn time_is_zero_until_the_clock_is_heard() {
    let ticking = Ticking::start(simulated());
    ticking.world.advance(Duration::from_secs(5)).expect("time moves on");
    assert_eq!(ticking.node.async_cx().now(), Time::EPOCH);
    ticking.at(7.25);
    assert_eq!(ticking.node.async_cx().now(), seconds(7.25));
}

#[test]
fn the_clock_is_heard_only_where_it_is_asked_for() {
    let ticking = Ticking::start(NodeOptions::new());
    assert_eq!(ticking.at(1000.0), []);
    assert_eq!(ticking.node.async_cx().now(), Time::EPOCH);
    ticking.world.advance(Duration::from_secs(1)).expect("time moves on");
    assert_eq!(ticking.ticks.take(), [seconds(1.0)], "the world's time");
    let Ticking { world, clock, .. } = ticking;
    drop(clock);
    world.settle();
    assert_eq!(world.unheard(), [("/clock".to_owned(), 1)]);
}

#[test]
fn switching_leaves_a_timer_the_rest_of_its_period() {
    let ticking = Ticking::start(NodeOptions::new());
    ticking.world.advance(Duration::from_millis(700)).expect("time moves on");
    ticking.clock.set(seconds(500.0)).expect("it tells");
    ticking.node.set_parameter("use_sim_time", true).expect("it is set");
    ticking.world.settle();
    // Nobody has told it the time since: it waits for the first word, and then a full period.
    assert_eq!(ticking.at(500.0), []);
    assert_eq!(ticking.at(500.9), []);
    assert_eq!(ticking.at(501.0), [seconds(501.0)]);
    assert_eq!(ticking.at(501.6), []);
    ticking.node.set_parameter("use_sim_time", false).expect("it is set");
    ticking.world.settle();
    assert_eq!(ticking.node.async_cx().now(), seconds(0.7), "the world's time");
    ticking.world.advance(Duration::from_millis(390)).expect("time moves on");
    assert_eq!(ticking.ticks.take(), []);
    ticking.world.advance(Duration::from_millis(10)).expect("time moves on");
    assert_eq!(ticking.ticks.take(), [seconds(1.1)]);
    // Back again: the clock is known, and shows what it showed last.
    ticking.node.set_parameter("use_sim_time", true).expect("it is set");
    ticking.world.settle();
    assert_eq!(ticking.node.async_cx().now(), seconds(501.6));
    assert_eq!(ticking.at(502.5), []);
    assert_eq!(ticking.at(502.6), [seconds(502.6)]);
}

#[test]
fn a_clock_that_is_played_drives_its_nodes_at_its_rate() {
    let ticking = Ticking::start(simulated());
    ticking.clock.play(2.0);
    ticking.world.advance(Duration::from_secs(2)).expect("time moves on");
    let told: Vec<_> = ticking.ticks.take();
    assert_eq!(told, [1.0, 2.0, 3.0, 4.0].map(seconds));
    ticking.clock.pause();
    ticking.world.advance(Duration::from_secs(60)).expect("time moves on");
    assert_eq!(ticking.ticks.take(), []);
    assert_eq!(ticking.clock.now(), seconds(4.0));
}

/// Its only group sleeps: nothing of it can hear a clock.
#[node]
struct Sleeper {
    #[publisher("woke")]
    woke: Publisher<Time>,
    #[client("slow", timeout = "2s")]
    slow: Client<Slow>,
}

#[derive(Debug)]
struct Slow;

impl Service for Slow {
    type Request = u32;
    type Response = u32;
}

#[node]
impl Sleeper {
    #[subscribe("sleep")]
    fn sleep(&self, seconds: &u64, cx: &Cx) -> Result<(), Failed> {
        cx.sleep(Duration::from_secs(*seconds))?;
        Ok(self.woke.publish(cx.now())?)
    }

    #[subscribe("nap")]
    async fn nap(&self, seconds: &u64, cx: &AsyncCx) -> Result<(), PublishError> {
        cx.sleep(Duration::from_secs(*seconds)).await;
        self.woke.publish(cx.now())
    }
}

#[derive(Debug)]
struct Failed;

impl std::fmt::Display for Failed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("it failed")
    }
}

impl From<Stopped> for Failed {
    fn from(_: Stopped) -> Failed {
        Failed
    }
}

impl From<PublishError> for Failed {
    fn from(_: PublishError) -> Failed {
        Failed
    }
}

#[test]
fn a_sleep_in_the_only_group_of_its_node_wakes_up() {
    for topic in ["sleep", "nap"] {
        let world = World::new(1);
        let clock = world.simulated_clock().expect("a clock");
        let woke = world.subscribe::<Time>("woke").expect("a probe");
        let _node = world.start_with::<Sleeper>(simulated()).expect("it starts");
        clock.set(seconds(100.0)).expect("it tells");
        world.settle();
        world.publish(topic, 5_u64).expect("it is sent");
        world.advance(Duration::from_secs(60)).expect("time moves on");
        assert_eq!(woke.take(), [], "{topic}");
        clock.set(seconds(104.9)).expect("it tells");
        world.settle();
        assert_eq!(woke.take(), [], "{topic}");
        clock.set(seconds(105.5)).expect("it tells");
        world.settle();
        assert_eq!(woke.take(), [seconds(105.5)], "{topic}");
    }
}

#[test]
fn a_sleep_goes_on_where_its_clock_jumps_back_and_where_it_is_switched() {
    let world = World::new(1);
    let clock = world.simulated_clock().expect("a clock");
    let woke = world.subscribe::<Time>("woke").expect("a probe");
    let node = world.start_with::<Sleeper>(simulated()).expect("it starts");
    clock.set(seconds(100.0)).expect("it tells");
    world.settle();
    world.publish("sleep", 10_u64).expect("it is sent");
    world.settle();
    clock.set(seconds(90.0)).expect("it tells");
    clock.set(seconds(103.0)).expect("it tells");
    world.settle();
    assert_eq!(woke.take(), []);
    // Seven seconds are left.
    node.set_parameter("use_sim_time", false).expect("it is set");
    world.advance(Duration::from_millis(6900)).expect("time moves on");
    assert_eq!(woke.take(), []);
    world.advance(Duration::from_millis(100)).expect("time moves on");
    assert_eq!(woke.take(), [seconds(7.0)]);
}

#[test]
fn a_sleep_up_to_a_point_in_time_ends_with_an_error_where_its_clock_is_switched_away() {
    let world = World::new(1);
    let clock = world.simulated_clock().expect("a clock");
    let node = world.start_with::<Sleeper>(simulated()).expect("it starts");
    clock.set(seconds(100.0)).expect("it tells");
    world.settle();
    let cx = node.async_cx();
    let outcome = Arc::new(Mutex::new(None));
    let kept = outcome.clone();
    cx.spawn(move |cx| async move {
        let slept = cx.sleep_until(seconds(150.0)).await;
        *kept.lock().expect("a lock") = Some(slept);
    });
    world.settle();
    assert_eq!(*outcome.lock().expect("a lock"), None);
    node.set_parameter("use_sim_time", false).expect("it is set");
    world.settle();
    assert_eq!(*outcome.lock().expect("a lock"), Some(Err(SleepError::ClockChanged)));
    assert_eq!(
        world.block_on(cx.sleep_until(world.now() + Duration::from_secs(1))).expect("it runs"),
        Ok(())
    );
}

#[test]
fn timeouts_of_calls_stay_on_the_wall() {
    let world = World::new(1);
    let clock = world.simulated_clock().expect("a clock");
    let node = world.start_with::<Sleeper>(simulated()).expect("it starts");
    let kept = Arc::new(Mutex::new(Vec::new()));
    let keep = kept.clone();
    let _server = world
        .serve_with::<Slow>("slow", move |request| keep.lock().expect("a lock").push(request.responder))
        .expect("it serves");
    clock.set(seconds(100.0)).expect("it tells");
    world.settle();
    let (cx, before) = (node.async_cx(), world.now());
    let error = world.block_on(node.node().slow.call(&*cx, 1)).expect("it runs").expect_err("nobody answers");
    assert!(matches!(error, CallError::Timeout { .. }), "{error}");
    assert_eq!(world.now().since(before), Duration::from_secs(2));
}

#[test]
fn a_node_that_waits_for_a_clock_that_never_comes_stops_within_its_grace() {
    let world = World::new(1);
    let node = world.start_with::<Sleeper>(simulated()).expect("it starts");
    world.publish("sleep", 5_u64).expect("it is sent");
    world.advance(Duration::from_secs(60)).expect("time moves on");
    let before = world.now();
    world.block_on(node.stop()).expect("it runs").expect("it stops");
    assert_eq!(world.now().since(before), Duration::from_secs(2));
}

/// Sleeps in its beginning.
#[node]
struct Slowly;

#[node]
impl Slowly {
    #[init]
    async fn init(_handles: Handles<Self>, gate: mpsc::Sender<()>) -> Slowly {
        let _ = gate.send(());
        std::future::pending::<()>().await;
        Slowly
    }

    #[timer("1s")]
    fn tick(&self) {}
}

#[test]
fn a_node_whose_init_hangs_answers_for_its_parameters() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let (gate, inside) = mpsc::channel::<()>();
        let hangs = tokio::spawn(simulated().with(gate).start::<Slowly>());
        tokio::task::spawn_blocking(move || inside.recv().expect("it begins")).await.expect("it ran");
        let asks = NodeOptions::new().start::<Asks>().await.expect("it starts");
        let cx = asks.async_cx();
        let request = GetParametersRequest { names: vec!["use_sim_time".to_owned()] };
        let answer = asks.node().get.call(&*cx, request).await.expect("it answers");
        assert!(answer.values[0].bool_value);
        hangs.abort();
    });
}

#[node]
struct Asks {
    #[client("/slowly/get_parameters", timeout = "10s")]
    get: Client<GetParameters>,
}

#[node]
impl Asks {
    #[timer("1s")]
    fn tick(&self) {}
}

#[test]
fn the_quality_of_service_of_the_clock_is_a_parameter_from_when_it_is_heard() -> rosweave::Result {
    let depth = "qos_overrides./clock.subscription.depth";
    let args = Args::parse(["--ros-args", "-p", &format!("{depth}:=7")])?;
    let world = World::new(1);
    let node = world.start_with::<Ticker>(NodeOptions::new().args(&args))?;
    assert_eq!(node.parameter(depth), None);
    node.set_parameters([("use_sim_time", true)])?;
    world.settle();
    assert_eq!(node.parameter(depth), Some(7.into()));
    Ok(())
}
