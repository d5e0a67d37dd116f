//! What nodes of one program can not share is told with both nodes, callbacks and types, before anything is wired.
#![allow(missing_docs)]

mod log;

use std::sync::atomic::{AtomicBool, Ordering};

use log::Log;
use rosweave::prelude::*;
use rosweave::testing::World;
use rosweave::{StartError, System, TransportError};

/// Another name for a type is the same type.
type Count = i64;

#[node]
struct Counter {
    #[publisher("chatter")]
    count: Publisher<Count>,
}

#[node]
impl Counter {
    #[init]
    fn init(h: Handles<Self>, made: Option<Arc<AtomicBool>>) -> Self {
        made.inspect(|made| made.store(true, Ordering::Relaxed));
        Counter { count: h.count }
    }

    #[timer("1s")]
    fn tick(&self) -> Result<(), PublishError> {
        self.count.publish(1)
    }
}

#[node]
struct Listener;

#[node]
impl Listener {
    #[subscribe("chatter")]
    fn on_text(&self, _text: &String) {}
}

#[node]
struct Reader;

#[node]
impl Reader {
    #[subscribe("numbers")]
    fn on_number(&self, _number: &i64) {}
}

const BOTH: &str =
    "`/chatter` has two types: `Count` for `count` of `/counter`, `String` for `on_text` of `/listener`";

#[test]
fn two_types_on_a_topic_keep_a_system_from_starting_before_anything_is_wired() {
    let world = World::new(1);
    let made = Arc::new(AtomicBool::new(false));
    let options = NodeOptions::new().with(made.clone());
    let system = System::new().node::<Counter>(options).node::<Listener>(NodeOptions::new());
    let error = world.start_system(system).unwrap_err();
    assert!(matches!(error, StartError::Transport(TransportError::TypeMismatch { .. })));
    assert_eq!(error.to_string(), BOTH);
    assert!(!made.load(Ordering::Relaxed), "nothing of it was made");
}

#[test]
fn a_node_that_starts_beside_another_one_is_told_the_same() -> rosweave::Result {
    let world = World::new(1);
    let _counter = world.start::<Counter>()?;
    let error = world.start::<Listener>().unwrap_err();
    assert_eq!(error.to_string(), BOTH);
    Ok(())
}

#[test]
fn a_test_that_has_another_type_is_named_by_its_node() -> rosweave::Result {
    let world = World::new(1);
    let _counter = world.start::<Counter>()?;
    let error = world.subscribe::<u8>("chatter").unwrap_err();
    assert_eq!(
        error.to_string(),
        "`/chatter` has two types: `Count` for `count` of `/counter`, `u8` for `/test`"
    );
    Ok(())
}

#[test]
fn types_are_named_in_one_style() -> rosweave::Result {
    let world = World::new(1);
    let _counter = world.start::<Counter>()?;
    let error = world.subscribe::<std::string::String>("chatter").unwrap_err();
    assert_eq!(
        error.to_string(),
        "`/chatter` has two types: `Count` for `count` of `/counter`, `String` for `/test`"
    );
    let error = world.subscribe::<other::Count>("chatter").unwrap_err().to_string();
    let expected =
        "`/chatter` has two types: `i64` for `count` of `/counter`, `shared::other::Count` for `/test`";
    assert_eq!(error, expected, "both would be called `Count`");
    Ok(())
}

mod other {
    pub(super) struct Count;
}

#[test]
fn types_are_compared_and_not_their_names_and_after_remapping() -> rosweave::Result {
    let system = |to: &str| {
        System::new()
            .node::<Counter>(NodeOptions::new().remap("chatter", to))
            .node::<Reader>(NodeOptions::new())
            .node::<Listener>(NodeOptions::new())
    };
    drop(World::new(1).start_system(system("numbers"))?);
    assert!(World::new(1).start_system(system("chatter")).is_err());
    Ok(())
}

struct Add;

impl Service for Add {
    type Request = i64;
    type Response = i64;
}

struct Reset;

impl Service for Reset {
    type Request = ();
    type Response = ();
}

#[node]
struct Adder;

#[node]
impl Adder {
    #[service("add", type = Add)]
    fn add(&self, number: i64) -> i64 {
        number + 1
    }
}

#[node]
struct Asker {
    #[client("add")]
    _add: Client<Reset>,
}

#[node]
impl Asker {}

#[test]
fn two_types_of_a_service_are_told_in_the_same_way() -> rosweave::Result {
    let expected = "`/add` has two types: `Reset` for `_add` of `/asker`, `Add` for `add` of `/adder`";
    let system = System::new().node::<Asker>(NodeOptions::new()).node::<Adder>(NodeOptions::new());
    assert_eq!(World::new(1).start_system(system).unwrap_err().to_string(), expected);
    let world = World::new(1);
    let _asker = world.start::<Asker>()?;
    assert_eq!(world.start::<Adder>().unwrap_err().to_string(), expected);
    Ok(())
}

#[test]
fn two_handlers_of_a_service_keep_a_system_from_starting() {
    let other = NodeOptions::new().name("other");
    let system = System::new().node::<Adder>(NodeOptions::new()).node::<Adder>(other);
    let error = World::new(1).start_system(system).unwrap_err();
    assert_eq!(error.to_string(), "`/add` is served already, by `/adder`");
}

#[node]
struct Loud {
    #[publisher("sound", qos(reliability = best_effort))]
    _sound: Publisher<u8>,
}

#[node]
impl Loud {}

#[node]
struct Deaf;

#[node]
impl Deaf {
    #[subscribe("sound")]
    fn on_sound(&self, _sound: &u8) {}
}

#[test]
fn a_misfit_of_quality_of_service_names_both_nodes_and_callbacks() -> rosweave::Result {
    for deaf_first in [true, false] {
        let log = Log::keep();
        let world = World::new(1);
        let _deaf = deaf_first.then(|| world.start::<Deaf>()).transpose()?;
        let _loud = world.start::<Loud>()?;
        let _late = (!deaf_first).then(|| world.start::<Deaf>()).transpose()?;
        let told = log.take("do not fit together");
        assert_eq!(told.len(), 1, "{told:?}");
        for part in
            ["topic=\"/sound\"", "publisher=`_sound` of `/loud`", "subscription=`on_sound` of `/deaf`"]
        {
            assert!(told[0].contains(part), "{told:?}");
        }
    }
    Ok(())
}

#[test]
fn a_system_says_when_it_starts_what_joining_would_say() -> rosweave::Result {
    let log = Log::keep();
    let system = System::new().node::<Loud>(NodeOptions::new()).node::<Deaf>(NodeOptions::new());
    let said = rosweave::describe::doubts(&system.describe()?);
    drop(World::new(1).start_system(system)?);
    assert_eq!(said.len(), 1);
    assert_eq!(log.take(&said[0]).len(), 1);
    Ok(())
}

#[test]
fn a_second_node_of_one_name_starts_with_a_warning() -> rosweave::Result {
    let log = Log::keep();
    let world = World::new(1);
    let first = world.start::<Reader>()?;
    assert!(log.take("another node of this name is there already").is_empty());
    let _second = world.start::<Reader>()?;
    assert_eq!(log.take("another node of this name is there already").len(), 1);
    drop(first);
    Ok(())
}
