//! What a `World` says of a test's own slips, and how it shows nodes and the states of their groups.
#![allow(missing_docs)]

mod log;

use log::Log;
use rosweave::Qos;
use rosweave::prelude::*;
use rosweave::testing::{Busy, World};

struct Add;

impl Service for Add {
    type Request = u64;
    type Response = u64;
}

#[test]
fn names_that_ros_would_refuse_are_refused() {
    let world = World::new(1);
    let topic = "`Odom!` is no topic name of ROS 2: the character at position 5 is not allowed";
    assert!(world.subscribe::<u8>("Odom!").unwrap_err().to_string().starts_with(topic));
    assert!(world.publish::<u8>("a b", 1).is_err());
    assert!(world.publisher::<u8>("", Qos::DEFAULT).is_err());
    let service = "`9x` is no service name of ROS 2: the part at position 1 begins with a digit";
    assert!(world.serve::<Add>("9x", |number| number).unwrap_err().to_string().starts_with(service));
    assert!(world.call::<Add>("a//b", 1).is_err());
    assert!(world.subscribe::<u8>("~/odom").is_ok());
}

#[test]
fn a_publication_that_nobody_hears_is_said() -> rosweave::Result {
    let log = Log::keep();
    let world = World::new(1);
    let _heard = world.subscribe::<u8>("heard")?;
    world.publish::<u8>("heard", 1)?;
    world.publish::<u8>("herd", 1)?;
    world.publish::<u8>("herd", 2)?;
    let kept =
        world.publisher::<u8>("kept", Qos::DEFAULT.with_durability(rosweave::Durability::TransientLocal))?;
    kept.publish(1)?;
    let late = world.subscribe_with::<u8>("kept", Qos::DEFAULT)?;
    drop(kept);
    drop(late);
    assert_eq!(world.unheard(), [("/herd".to_owned(), 2)]);
    drop(world);
    let said = log.take("what nobody heard");
    assert_eq!(said.len(), 1);
    assert!(said[0].contains("topic=\"/herd\" messages=2"), "{said:?}");
    Ok(())
}

#[node]
struct Odometry {
    #[publisher("odom")]
    odom: Publisher<u8>,
    #[client("reset")]
    reset: Client<Add>,
}

#[node]
impl Odometry {
    #[subscribe("base/speed")]
    fn on_speed(&self, _speed: &u8) {}

    #[service("add", type = Add)]
    fn add(&self, number: u64) -> u64 {
        number + 1
    }
}

#[test]
fn what_meets_no_node_is_said_with_what_looks_alike() -> rosweave::Result {
    let log = Log::keep();
    let world = World::new(1);
    let _early = world.subscribe::<u8>("odmo")?;
    assert_eq!(world.unmet(), [""; 0], "without a node there is nobody to meet");
    let _node = world.start::<Odometry>()?;
    let _odom = world.subscribe::<u8>("odom")?;
    let _log = world.subscribe::<u16>("/rosout_agg/rosout")?;
    let _reset = world.serve::<Add>("rset", |number| number)?;
    assert!(world.call::<Add>("mul", 1).is_err());
    assert_eq!(world.call::<Add>("add", 1)?, 2);
    world.publish::<u8>("speed", 1)?;
    let unmet = [
        "the test serves `/rset`, which nobody calls: did you mean `/reset`?",
        "the test calls `/mul`, which nobody serves",
        "the test listens to `/odmo`, which nobody publishes: did you mean `/odom`?",
    ];
    assert_eq!(world.unmet(), unmet);
    drop(world);
    let said = log.take("the test ");
    let heard = "the test has published what nobody heard: did you mean `/base/speed`?";
    for told in unmet.iter().chain([&heard]) {
        assert!(said.iter().any(|line| line.contains(told)), "{told}: {said:?}");
    }
    assert_eq!(said.len(), 4, "{said:?}");
    Ok(())
}

#[derive(Group, Default)]
struct Control {
    sum: u64,
}

#[derive(Group, Default)]
#[group(reentrant)]
struct Io {
    seen: std::sync::atomic::AtomicU64,
}

/// Its state is its groups'.
#[node]
struct Shares {
    #[client("add")]
    add: Client<Add, Io>,
}

#[node]
impl Shares {
    #[timer("1s")]
    #[group(Control)]
    fn tick(&self, control: &mut Control) {
        control.sum += 1;
    }

    #[subscribe("ask")]
    #[group(Control)]
    async fn ask(&self, number: u64, control: &mut Control, cx: &AsyncCx<Control>) -> rosweave::Result {
        control.sum += self.add.call(cx, number).await?;
        Ok(())
    }

    #[subscribe("io")]
    #[group(Io)]
    fn on_io(&self, _message: &u64, io: &Io) {
        io.seen.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    }
}

#[test]
fn a_test_sees_and_changes_the_state_of_a_group_between_steps() -> rosweave::Result {
    let world = World::new(1);
    let node = world.start::<Shares>()?;
    world.advance(Duration::from_secs(2))?;
    assert_eq!(world.look_at(&node, |control: &Control| control.sum)?, 2);
    world.change_at(&node, |control: &mut Control| control.sum = 40)?;
    world.advance(Duration::from_secs(2))?;
    assert_eq!(world.look_at(&node, |control: &Control| control.sum)?, 42);
    let calls = node.stats().callback("tick").unwrap().calls;
    assert_eq!(calls, 4, "a look is no call");
    Ok(())
}

#[test]
fn the_state_of_a_reentrant_group_is_shown_too() -> rosweave::Result {
    let world = World::new(1);
    let node = world.start::<Shares>()?;
    world.publish::<u64>("io", 1)?;
    world.settle();
    let seen = |io: &Io| io.seen.load(std::sync::atomic::Ordering::Relaxed);
    assert_eq!(world.look_at(&node, seen)?, 1);
    assert_eq!(node.stats().callback("on_io").unwrap().calls, 1);
    Ok(())
}

#[test]
fn a_state_that_a_suspended_callback_has_is_busy() -> rosweave::Result {
    let world = World::new(1);
    let kept = Arc::new(std::sync::Mutex::new(Vec::new()));
    let requests = kept.clone();
    let _server = world.serve_with::<Add>("add", move |request| requests.lock().unwrap().push(request))?;
    let node = world.start::<Shares>()?;
    world.publish::<u64>("ask", 1)?;
    world.settle();
    let look = || world.look_at(&node, |control: &Control| control.sum);
    assert_eq!(look(), Err(Busy { node: "/shares".to_owned(), group: "Control" }));
    let request = kept.lock().unwrap().pop().unwrap();
    request.responder.send(7);
    assert_eq!(look()?, 7);
    Ok(())
}

/// Its state is its own.
#[node]
struct Owns {
    sum: u64,
}

#[node]
impl Owns {
    #[timer("1s")]
    fn tick(&mut self) {
        self.sum += 1;
    }

    #[subscribe("sleep")]
    fn sleep(&mut self, seconds: u64, cx: &Cx) -> Result<(), Stopped> {
        cx.sleep(Duration::from_secs(seconds))
    }
}

#[test]
fn a_test_sees_and_changes_a_node_that_its_callbacks_own() -> rosweave::Result {
    let world = World::new(1);
    let node = world.start::<Owns>()?;
    world.advance(Duration::from_secs(2))?;
    assert_eq!(world.look(&node, |node| node.sum)?, 2);
    let before = world.change(&node, |node| std::mem::replace(&mut node.sum, 10))?;
    assert_eq!(before, 2);
    world.advance(Duration::from_secs(1))?;
    assert_eq!(world.look(&node, |node| node.sum)?, 11);
    world.publish::<u64>("sleep", 5)?;
    world.settle();
    assert!(world.look(&node, |node| node.sum).is_err(), "a callback blocks in it");
    Ok(())
}

#[test]
#[should_panic = "the sum is 1"]
fn what_panics_in_a_look_is_the_tests_panic() {
    let world = World::new(1);
    let node = world.start::<Owns>().unwrap();
    world.advance(Duration::from_secs(1)).unwrap();
    world.look(&node, |node| panic!("the sum is {}", node.sum)).unwrap()
}

#[test]
fn a_node_that_has_ended_can_not_be_looked_at() -> rosweave::Result {
    let world = World::new(1);
    let node = world.start::<Owns>()?;
    world.block_on(node.stop())??;
    assert!(world.look(&node, |node| node.sum).is_err());
    Ok(())
}

#[node]
struct Fails {
    count: u64,
}

#[node]
impl Fails {
    #[timer("200ms")]
    fn tick(&mut self) -> Result<(), String> {
        self.count += 1;
        Err(format!("failure {}", self.count))
    }
}

#[test]
fn a_callback_that_fails_all_the_time_is_said_now_and_then_and_the_rest_is_counted() -> rosweave::Result {
    let log = Log::keep();
    let world = World::new(1);
    let node = world.start::<Fails>()?;
    world.advance(Duration::from_secs(12))?;
    let said = log.take("a callback failed");
    assert_eq!(said.len(), 3, "{said:?}");
    assert!(said[0].contains("again within 5s is counted"), "{said:?}");
    assert!(said[0].contains("group=\"the default group\""), "{said:?}");
    assert!(said[1].contains("error=failure 26") && said[1].contains("more=24"), "{said:?}");
    assert_eq!(node.stats().callback("tick").unwrap().failed, 60);
    Ok(())
}

#[test]
fn a_node_that_starts_alone_says_what_its_arguments_say_of_what_is_not_there() -> rosweave::Result {
    let log = Log::keep();
    let args = rosweave::Args::parse(["--ros-args", "-r", "nowhere:=there"])?;
    let _node = World::new(1).start_with::<Fails>(rosweave::NodeOptions::new().args(&args))?;
    let said = log.take("a name was to be replaced").concat();
    assert!(said.contains("name=\"nowhere\""), "{said}");
    Ok(())
}

#[test]
fn a_start_is_said_with_the_nodes_name_and_its_transport() -> rosweave::Result {
    let log = Log::keep();
    let _node = World::new(1).start::<Fails>()?;
    let said = log.take("a node has started").concat();
    assert!(said.contains("node=\"/fails\" transport=\"in-process\""), "{said}");
    Ok(())
}

#[node]
struct Camera {
    #[publisher("image", qos = sensor_data)]
    image: Publisher<u8>,
}

#[node]
impl Camera {
    #[timer("100ms")]
    fn take(&self) -> Result<(), PublishError> {
        self.image.publish(1)
    }
}

#[test]
fn a_test_hears_publishers_that_are_best_effort() -> rosweave::Result {
    let world = World::new(1);
    let images = world.subscribe::<u8>("image")?;
    let _camera = world.start::<Camera>()?;
    world.advance(Duration::from_secs(10))?;
    assert_eq!((images.take().len(), images.lost()), (100, 0));
    Ok(())
}
