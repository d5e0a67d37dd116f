//! What a node logs goes to `/rosout`, as ROS 2's nodes have it, and its levels can be set.
#![cfg(feature = "log")]
#![allow(missing_docs)]

use std::sync::Once;

use rosweave::msgs::rcl_interfaces::msg::{Log, LoggerLevel};
use rosweave::msgs::rcl_interfaces::srv::{
    GetLoggerLevels, GetLoggerLevelsRequest, SetLoggerLevels, SetLoggerLevelsRequest,
};
use rosweave::prelude::*;
use rosweave::testing::{Probe, World};
use rosweave::{Durability, Qos};
use tracing_subscriber::layer::SubscriberExt;

/// A world in a program whose subscriber has the layer, and a node's log.
fn world() -> (World, Probe<Log>) {
    static SUBSCRIBER: Once = Once::new();
    SUBSCRIBER.call_once(|| {
        let subscriber = tracing_subscriber::registry().with(rosweave::log::rosout());
        tracing::subscriber::set_global_default(subscriber).expect("it is the only one");
    });
    let world = World::new(1);
    let log = world.subscribe::<Log>("/rosout").expect("a probe");
    (world, log)
}

fn texts(lines: &[Log]) -> Vec<&str> {
    lines.iter().map(|line| line.msg.as_str()).collect()
}

#[derive(Group, Default)]
#[group(reentrant)]
struct Side;

#[node]
struct Talker {
    #[publisher("done")]
    done: Publisher<()>,
}

#[node]
impl Talker {
    #[init]
    fn init(h: Handles<Self>) -> Self {
        tracing::info!("it begins");
        Talker { done: h.done }
    }

    #[subscribe("say")]
    fn on_say(&self, text: String) {
        helped(&text);
    }

    #[subscribe("wait")]
    fn on_wait(&self, text: String, cx: &Cx) -> Result<(), Stopped> {
        cx.sleep(Duration::from_secs(1))?;
        tracing::error!(logger = "planner", %text, "it has waited");
        Ok(())
    }

    #[subscribe("spawn")]
    #[group(Side)]
    async fn on_spawn(&self, text: String, cx: &AsyncCx<Side>) {
        cx.spawn(|_| async move { tracing::warn!("a task says {text}") });
    }

    #[subscribe("flood")]
    fn on_flood(&self, lines: &u32) {
        (0..*lines).for_each(|line| tracing::info!("{line}"));
    }

    #[subscribe("fail")]
    fn on_fail(&self, text: String) -> Result<(), Failed> {
        Err(Failed(text))
    }

    #[subscribe("last")]
    fn on_last(&self, text: String, cx: &Cx) {
        tracing::info!("{text}");
        cx.request_stop();
    }
}

#[derive(Debug, thiserror::Error)]
#[error("it failed: {0}")]
struct Failed(String);

/// What a callback calls is the node's, too.
fn helped(text: &str) {
    tracing::info!(length = text.len(), "heard {text}");
}

#[test]
fn what_a_callback_logs_goes_to_rosout_with_all_that_ros_has() {
    let (world, log) = world();
    let options = NodeOptions::new().name("fields").namespace("/left");
    let _node = world.start_with::<Talker>(options).expect("it starts");
    world.publish("/left/say", "hello".to_owned()).expect("it is sent");
    world.settle();
    let lines = log.take();
    assert_eq!(texts(&lines), ["it begins", "heard hello length=5"]);
    let line = &lines[1];
    assert_eq!(
        (line.level, line.name.as_str(), line.function.as_str()),
        (Log::INFO, "left.fields", "on_say")
    );
    assert!(line.file.ends_with("rosout.rs") && line.line > 0, "{line:?}");
}

#[test]
fn blocking_callbacks_and_tasks_speak_for_their_node() {
    let (world, log) = world();
    let _node = world.start_with::<Talker>(NodeOptions::new().name("waits")).expect("it starts");
    world.publish("wait", "long".to_owned()).expect("it is sent");
    world.publish("spawn", "so".to_owned()).expect("it is sent");
    world.advance(Duration::from_secs(2)).expect("time moves on");
    let lines = log.take();
    assert_eq!(texts(&lines), ["it begins", "a task says so", "it has waited text=long"]);
    let names: Vec<_> = lines.iter().map(|line| (line.name.as_str(), line.level)).collect();
    assert_eq!(names, [("waits", Log::INFO), ("waits", Log::WARN), ("waits.planner", Log::ERROR)]);
    assert_eq!((lines[2].stamp.sec, lines[0].stamp.sec), (1, 0));
}

#[test]
fn what_the_runtime_says_of_a_callback_is_its_nodes() {
    let (world, log) = world();
    let _node = world.start_with::<Talker>(NodeOptions::new().name("fails")).expect("it starts");
    world.publish("fail", "on purpose".to_owned()).expect("it is sent");
    world.settle();
    let lines = log.take();
    let line = lines.last().expect("it is told");
    assert_eq!((line.level, line.name.as_str(), line.function.as_str()), (Log::ERROR, "fails", "on_fail"));
    assert!(line.msg.starts_with("a callback failed") && line.msg.contains("on purpose"), "{}", line.msg);
}

#[test]
fn a_flood_drops_the_oldest_lines_and_says_how_many() {
    let (world, log) = world();
    let _node = world.start_with::<Talker>(NodeOptions::new().name("flood")).expect("it starts");
    world.settle();
    log.take();
    world.publish("flood", 1500_u32).expect("it is sent");
    world.settle();
    let lines = log.take();
    assert_eq!(lines.len(), 1001);
    assert_eq!(lines[0].msg, "500 lines of the log were dropped: more came than are kept");
    assert_eq!((lines[1].msg.as_str(), lines[1000].msg.as_str()), ("500", "1499"));
}

#[test]
fn the_last_lines_of_a_node_are_published() {
    let (world, log) = world();
    let node = world.start_with::<Talker>(NodeOptions::new().name("ends")).expect("it starts");
    world.publish("last", "good bye".to_owned()).expect("it is sent");
    world.block_on(node.wait()).expect("it runs").expect("it stops");
    assert_eq!(texts(&log.take()), ["it begins", "good bye"]);
}

#[test]
fn who_comes_late_gets_what_was_said() {
    let (world, _) = world();
    let _node = world.start_with::<Talker>(NodeOptions::new().name("early")).expect("it starts");
    world.settle();
    let late = world
        .subscribe_with::<Log>("/rosout", Qos::DEFAULT.with_durability(Durability::TransientLocal))
        .expect("a probe");
    world.settle();
    assert_eq!(texts(&late.take()), ["it begins"]);
}

/// Logs what it hears of the log.
#[node]
struct Echo {
    heard: u32,
}

#[node]
impl Echo {
    #[subscribe("/rosout", qos(depth = 1000))]
    fn on_line(&mut self, line: &Log) {
        self.heard += 1;
        tracing::info!(heard = self.heard, "{}", line.msg);
    }
}

#[test]
fn who_logs_what_the_log_says_does_not_hear_itself() {
    let (world, log) = world();
    let _echo = world.start_with::<Echo>(NodeOptions::new().name("echo")).expect("it starts");
    let _node = world.start_with::<Talker>(NodeOptions::new().name("source")).expect("it starts");
    world.settle();
    assert_eq!(texts(&log.take()), ["it begins"]);
}

#[test]
fn a_node_without_rosout_publishes_none() {
    let (world, log) = world();
    let options = NodeOptions::new().name("silent").rosout(false);
    let _node = world.start_with::<Talker>(options).expect("it starts");
    let args = rosweave::Args::parse(["--ros-args", "--disable-rosout-logs"]).expect("they are right");
    let options = NodeOptions::new().name("silent_too").args(&args);
    let _other = world.start_with::<Talker>(options).expect("it starts");
    world.publish("say", "hello".to_owned()).expect("it is sent");
    world.settle();
    assert_eq!(texts(&log.take()), [""; 0]);
}

fn set(world: &World, node: &str, name: &str, level: u32) -> (bool, String) {
    let levels = vec![LoggerLevel { name: name.to_owned(), level }];
    let request = SetLoggerLevelsRequest { levels };
    let answer = world.call::<SetLoggerLevels>(&format!("{node}/set_logger_levels"), request);
    let result = answer.expect("it answers").results.remove(0);
    (result.successful, result.reason)
}

#[test]
fn levels_are_shown_and_set_by_services() {
    let (world, log) = world();
    let options = NodeOptions::new().name("levels").logger_services(true);
    let _node = world.start_with::<Talker>(options).expect("it starts");
    assert_eq!(set(&world, "/levels", "levels", 30), (true, String::new()));
    world.publish("say", "hello".to_owned()).expect("it is sent");
    world.settle();
    assert_eq!(texts(&log.take()), ["it begins"]);
    assert_eq!(set(&world, "/levels", "levels", 0), (true, String::new()));
    world.publish("say", "hello".to_owned()).expect("it is sent");
    world.settle();
    assert_eq!(texts(&log.take()), ["heard hello length=5"]);
    assert!(set(&world, "/levels", "levels.planner", 50).0);
    let request =
        GetLoggerLevelsRequest { names: ["levels.planner", "levels", ""].map(str::to_owned).into() };
    let answer = world.call::<GetLoggerLevels>("/levels/get_logger_levels", request).expect("it answers");
    let told: Vec<_> = answer.levels.iter().map(|level| (level.name.as_str(), level.level)).collect();
    assert_eq!(told, [("levels.planner", 50), ("levels", 0), ("", 20)]);
    let (done, reason) = set(&world, "/levels", "levels", 35);
    assert_eq!((done, reason.as_str()), (false, "Unable to determine severity_string for severity"));
    let (done, reason) = set(&world, "/levels", "levels", 70);
    assert_eq!((done, reason.as_str()), (false, "Invalid severity level specified for logger"));
}

#[test]
fn the_levels_of_arguments_are_of_loggers_and_those_below() {
    let (world, log) = world();
    let args = ["--ros-args", "--log-level", "quiet:=error", "--log-level", "quiet.planner:=fatal"];
    let args = rosweave::Args::parse(args).expect("they are right");
    let _node = world.start_with::<Talker>(NodeOptions::new().name("quiet").args(&args)).expect("it starts");
    world.publish("say", "hello".to_owned()).expect("it is sent");
    world.publish("fail", "on purpose".to_owned()).expect("it is sent");
    world.settle();
    assert_eq!(log.take().len(), 1);
}
