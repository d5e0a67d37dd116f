//! A description holds what the source says, and is judged as the source is.

use rosweave::System;
use rosweave::analysis::{self, CallbackId, ClientId, GroupId, Layout, ServiceId, WaitMode};
use rosweave::describe;
use rosweave::describe::{CycleKind, Description, find_cycles, json};
use rosweave::prelude::*;
use rosweave_describe::{
    Callback, Client as Caller, Group as CallbackGroup, GroupKind, Mode, Node, Server, Subscription, Tie,
    Timer as Clock, Trigger, Wait,
};

struct Sum;

impl Service for Sum {
    type Request = (i64, i64);
    type Response = i64;
}

/// Keeps the others waiting.
#[derive(Group, Default)]
struct Control;

#[derive(Group, Default)]
#[group(reentrant, max_parallel = 3)]
struct Io;

mod elsewhere {
    use rosweave::prelude::*;

    /// Another group of the same name.
    #[derive(Group, Default)]
    #[group(reentrant)]
    pub(super) struct Control;
}

/// Has one of each.
///
/// And a second paragraph.
#[node(name = "one_of_each", namespace = "/test")]
struct OneOfEach {
    /// Adds.
    #[client("add", timeout = "2s")]
    add: Client<Sum, Io>,
    #[client("~/own")]
    own: Client<Sum, elsewhere::Control>,
    #[publisher("/out", qos(durability = transient_local, history = keep_all))]
    out: Publisher<f64>,
    #[timer_handle("tick")]
    ticker: Timer,
    plain: u8,
}

fn outside(_: &OneOfEach, _: &Cx<Control>) {}

#[node]
impl OneOfEach {
    /// Ticks.
    #[timer("10ms", missed = burst)]
    #[group(Control)]
    fn tick(&self, cx: &Cx<Control>) -> rosweave::Result {
        self.ask(cx)?;
        self.out.publish(f64::from(self.plain))?;
        Ok(())
    }

    fn ask(&self, cx: &Cx<Control>) -> Result<i64, CallError> {
        self.add.call(cx, (1, 2))
    }

    #[subscribe("in", qos = sensor_data)]
    fn on_in(&self, _msg: &f64) {
        self.ticker.reset();
    }

    #[service("add_more", type = Sum)]
    #[group(Control)]
    fn add_more(&self, _request: (i64, i64), cx: &Cx<Control>) -> i64 {
        outside(self, cx);
        0
    }
}

fn by_name<'a>(node: &'a Node, name: &str) -> &'a Callback {
    node.callbacks.iter().find(|callback| callback.name == name).expect("it is declared")
}

#[test]
fn a_description_holds_what_the_source_says() {
    let description = describe::<OneOfEach>();
    let [node] = description.nodes.as_slice() else { panic!("{description:?}") };
    assert_eq!(node.full_name(), "/test/one_of_each");
    assert_eq!(node.type_name, "OneOfEach");
    assert_eq!(node.doc, "Has one of each.\n\nAnd a second paragraph.");

    let groups: Vec<_> =
        node.groups.iter().map(|group| (&*group.name, group.kind, group.max_parallel)).collect();
    let other = format!("{}::Control", elsewhere_module());
    assert_eq!(
        groups,
        [
            ("Control", GroupKind::Exclusive, None),
            ("DefaultGroup", GroupKind::Exclusive, None),
            ("Io", GroupKind::Capped, Some(3)),
            (&*other, GroupKind::Reentrant, None),
        ]
    );
    assert_eq!(node.groups[0].doc, "Keeps the others waiting.");
    assert_eq!(node.groups[3].doc, "Another group of the same name.");

    let tick = by_name(node, "tick");
    let Trigger::Timer(timer) = &tick.trigger else { panic!("{tick:?}") };
    assert_eq!((timer.period, timer.once), (Duration::from_millis(10), false));
    assert_eq!(timer.in_words(), "every 10 ms (100 Hz), late calls are made up for");
    assert_eq!((tick.mode, &*tick.doc), (Mode::Blocking, "Ticks."));
    let [wait] = tick.waits.as_slice() else { panic!("{tick:?}") };
    assert_eq!((&*wait.client, wait.assumed, wait.through.as_deref()), ("add", false, Some("ask")));

    let on_in = by_name(node, "on_in");
    let Trigger::Subscription(Subscription { topic, declared, message, ros_type: None, qos, .. }) =
        &on_in.trigger
    else {
        panic!("{on_in:?}")
    };
    assert_eq!([&**topic, declared, message], ["/test/in", "in", "f64"]);
    assert_eq!(qos.in_words(), "best effort, volatile, keep last 5");
    assert_eq!((on_in.mode, &*on_in.group), (Mode::Sync, "DefaultGroup"));

    let add_more = by_name(node, "add_more");
    let Trigger::Service(server) = &add_more.trigger else { panic!("{add_more:?}") };
    assert_eq!([&*server.service, &*server.service_type], ["/test/add_more", "Sum"]);
    let assumed: Vec<_> = add_more.waits.iter().map(|wait| (&*wait.client, wait.assumed)).collect();
    assert_eq!(assumed, [("add", true), ("own", true)]);

    let [add, own] = node.clients.as_slice() else { panic!("{node:?}") };
    assert_eq!((&*add.service, &*add.group, add.timeout), ("/test/add", "Io", Some(Duration::from_secs(2))));
    assert_eq!((&*own.service, &*own.group, own.timeout), ("/test/one_of_each/own", &*other, None));
    assert_eq!((&*add.doc, &*own.declared), ("Adds.", "~/own"));
    assert_eq!(node.publishers[0].qos.in_words(), "reliable, transient local, keep all");
    assert_eq!(node.timer_handles[0].callback, "tick");
}

fn elsewhere_module() -> &'static str {
    concat!(module_path!(), "::elsewhere")
}

#[test]
fn a_system_has_the_names_that_its_nodes_get() {
    let description = System::new()
        .node::<OneOfEach>(NodeOptions::new().name("left").namespace("/l").remap("in", "/shared"))
        .node::<OneOfEach>(NodeOptions::new().name("right").namespace("/r"))
        .describe()
        .expect("the names are right");
    let names: Vec<_> = description.nodes.iter().map(Node::full_name).collect();
    assert_eq!(names, ["/l/left", "/r/right"]);
    let topics: Vec<_> = description.nodes.iter().flat_map(Node::subscriptions).collect();
    assert_eq!([&*topics[0].1.topic, &*topics[1].1.topic], ["/shared", "/r/in"]);
    assert_eq!(description.nodes[1].clients[1].service, "/r/right/own");
    assert_eq!(description.cycles, []);
}

#[test]
fn a_name_that_ros_would_refuse_is_an_error() {
    let system = System::new().node::<OneOfEach>(NodeOptions::new().namespace("left"));
    let error = system.describe().expect_err("it is not absolute").to_string();
    assert!(error.contains("left"), "{error}");
}

/// Asks a service of its own, under another name.
#[node]
struct Remapped {
    #[client("elsewhere")]
    ask: Client<Sum>,
}

#[node]
impl Remapped {
    #[service("own", type = Sum)]
    async fn own(&self, request: (i64, i64), cx: &AsyncCx) -> Result<i64, CallError> {
        self.ask.call(cx, request).await
    }
}

#[test]
fn a_system_that_would_not_start_is_described_with_its_cycle() {
    let system = System::new().node::<Remapped>(NodeOptions::new().remap("elsewhere", "own"));
    let description = system.describe().expect("it can be described");
    let [cycle] = description.cycles.as_slice() else { panic!("{description:?}") };
    assert_eq!(cycle.kind, CycleKind::Deadlock);
    assert!(cycle.message.starts_with("deadlock: `own` awaits client `ask`"), "{}", cycle.message);
    assert_eq!((&*cycle.steps[0].callback, &*cycle.steps[0].client), ("own", "ask"));
}

#[test]
fn a_cycle_of_many_nodes_has_all_of_its_steps() {
    let ring = |size: usize| Description {
        nodes: (0..size)
            .map(|i| Node {
                type_name: "Link".to_owned(),
                name: format!("link_{i}"),
                namespace: "/".to_owned(),
                groups: vec![group("Own", GroupKind::Exclusive), group("Replies", GroupKind::Reentrant)],
                callbacks: vec![Callback {
                    waits: vec![Wait { client: "next".to_owned(), ..Wait::default() }],
                    mode: Mode::Blocking,
                    ..callback("answer", "Own", Some(i))
                }],
                clients: vec![client("next", "Replies", (i + 1) % size)],
                ..Node::default()
            })
            .collect(),
        cycles: Vec::new(),
    };
    for size in [1, 2, 8, 20] {
        let cycles = find_cycles(&ring(size)).expect("it can be checked");
        let [cycle] = cycles.as_slice() else { panic!("{size}: {cycles:?}") };
        let mut nodes: Vec<_> = cycle.steps.iter().map(|step| step.node).collect();
        nodes.sort_unstable();
        assert_eq!(nodes, (0..size).collect::<Vec<_>>());
    }
    let [long] = &*find_cycles(&ring(20)).expect("it can be checked") else { panic!() };
    assert!(long.message.contains("and 12 more"), "{}", long.message);
    assert!(long.message.contains("`/link_0::answer`"), "of one type, so told by name: {}", long.message);
}

#[test]
fn every_fault_is_found_not_the_first_alone() {
    let mut description = describe::<Remapped>();
    let node = &mut description.nodes[0];
    node.clients[0].service = "/own".to_owned();
    let mut second = node.clone();
    second.name = "second".to_owned();
    second.clients[0].service = "/second/own".to_owned();
    let Trigger::Service(server) = &mut second.callbacks[0].trigger else { panic!() };
    server.service = "/second/own".to_owned();
    description.nodes.push(second);
    let cycles = find_cycles(&description).expect("it can be checked");
    assert_eq!(cycles.iter().map(|cycle| cycle.steps[0].node).collect::<Vec<_>>(), [0, 1]);
}

#[test]
fn a_fault_within_one_node_of_several_names_it() {
    let alone = describe::<Remapped>();
    let ask_itself = |node: &mut Node, namespace: &str| {
        node.namespace = namespace.to_owned();
        node.clients[0].service = format!("{namespace}/own");
        let Trigger::Service(server) = &mut node.callbacks[0].trigger else { panic!() };
        server.service = format!("{namespace}/own");
    };
    let (mut left, mut right) = (alone.nodes[0].clone(), alone.nodes[0].clone());
    ask_itself(&mut left, "/left");
    ask_itself(&mut right, "/right");
    let heads = |nodes: &[&Node]| -> Vec<String> {
        let nodes = nodes.iter().map(|node| (*node).clone()).collect();
        let found = find_cycles(&Description { nodes, cycles: Vec::new() }).expect("it can be checked");
        found.iter().map(|cycle| cycle.message.lines().next().unwrap_or_default().to_owned()).collect()
    };
    let what = "`own` awaits client `ask`, whose service is handled by `own` itself";
    assert_eq!(heads(&[&left]), [format!("deadlock: {what}")], "as the compiler says it");
    assert_eq!(
        heads(&[&left, &right]),
        [format!("deadlock in `/left/remapped`: {what}"), format!("deadlock in `/right/remapped`: {what}")]
    );
    let other = &describe::<OneOfEach>().nodes[0];
    assert_eq!(
        heads(&[other, &left]),
        [format!("deadlock in `Remapped`: {what}")],
        "the only one of its type"
    );
}

/// Two nodes whose handlers, in groups of `kind`, call each other's services.
fn two_that_call_each_other(kind: GroupKind, wait: &Wait) -> Description {
    let node = |i: usize| Node {
        type_name: format!("Half{i}"),
        name: format!("half_{i}"),
        namespace: "/".to_owned(),
        groups: vec![group("Own", kind), group("Replies", GroupKind::Reentrant)],
        callbacks: vec![Callback {
            mode: Mode::Async,
            waits: vec![wait.clone()],
            ..callback("answer", "Own", Some(i))
        }],
        clients: vec![client("other", "Replies", 1 - i)],
        ..Node::default()
    };
    Description { nodes: vec![node(0), node(1)], cycles: Vec::new() }
}

#[test]
fn recursion_is_told_where_every_run_takes_it() {
    let wait = Wait { client: "other".to_owned(), certain: true, ..Wait::default() };
    let cycles =
        find_cycles(&two_that_call_each_other(GroupKind::Reentrant, &wait)).expect("it can be checked");
    let [cycle] = cycles.as_slice() else { panic!("{cycles:?}") };
    assert_eq!(cycle.kind, CycleKind::Recursion);
    assert_eq!(cycle.steps.len(), 2);
    let head = "endless recursion that begins in `Half1`: every run of `answer` calls client `other`, and";
    assert!(cycle.message.starts_with(head), "{}", cycle.message);

    let sometimes = Wait { certain: false, ..wait };
    assert_eq!(
        find_cycles(&two_that_call_each_other(GroupKind::Reentrant, &sometimes)).ok(),
        Some(Vec::new())
    );
}

#[test]
fn a_wait_that_is_only_assumed_counts_and_says_so() {
    let wait = Wait { client: "other".to_owned(), assumed: true, ..Wait::default() };
    let cycles =
        find_cycles(&two_that_call_each_other(GroupKind::Exclusive, &wait)).expect("it can be checked");
    let [cycle] = cycles.as_slice() else { panic!("{cycles:?}") };
    assert_eq!(cycle.kind, CycleKind::Deadlock);
    assert!(cycle.message.contains("note: assumed"), "{}", cycle.message);
}

#[test]
fn a_group_of_unknown_kind_is_not_judged() {
    let mut description = describe::<OneOfEach>();
    description.nodes[0].groups[2].kind = GroupKind::Unknown;
    let error = find_cycles(&description).expect_err("it could be either").to_string();
    assert!(error.contains("`Io` of `/test/one_of_each`"), "{error}");
}

fn group(name: &str, kind: GroupKind) -> CallbackGroup {
    let max_parallel = (kind == GroupKind::Capped).then_some(2);
    CallbackGroup { name: name.to_owned(), kind, max_parallel, ..CallbackGroup::default() }
}

fn callback(name: &str, group: &str, serves: Option<usize>) -> Callback {
    let trigger = match serves {
        Some(number) => Trigger::Service(Server { service: format!("/s{number}"), ..Server::default() }),
        None => Trigger::Timer(Clock { period: Duration::from_secs(1), ..Clock::default() }),
    };
    Callback {
        name: name.to_owned(),
        doc: String::new(),
        group: group.to_owned(),
        mode: Mode::Sync,
        tie: Tie::Nothing,
        trigger,
        waits: Vec::new(),
    }
}

fn client(field: &str, group: &str, service: usize) -> Caller {
    Caller {
        field: field.to_owned(),
        service: format!("/s{service}"),
        group: group.to_owned(),
        ..Caller::default()
    }
}

/// The same random nodes as a description and as a layout of indices.
#[derive(Default)]
struct Both {
    description: Description,
    groups: Vec<analysis::GroupKind>,
    callbacks: Vec<analysis::Callback>,
    clients: Vec<analysis::Client>,
    services: Vec<analysis::Service>,
    waits: Vec<analysis::Wait>,
}

impl Both {
    /// Up to three nodes, each with up to three groups, callbacks and clients.
    fn random(dice: &mut Dice) -> Both {
        let mut both = Both::default();
        let nodes = 1 + dice.roll(3);
        // Every callback may be the handler of a service; names beyond that are somebody else's.
        for n in 0..nodes {
            let mut node = Node { name: format!("n{n}"), namespace: "/".to_owned(), ..Node::default() };
            let (first_group, groups) = (both.groups.len(), 1 + dice.roll(3));
            for g in 0..groups {
                let (kind, known) = [
                    (GroupKind::Exclusive, analysis::GroupKind::Exclusive),
                    (GroupKind::Reentrant, analysis::GroupKind::Reentrant),
                    (GroupKind::Capped, analysis::GroupKind::Capped),
                ][dice.roll(3)];
                node.groups.push(group(&format!("G{g}"), kind));
                both.groups.push(known);
            }
            for c in 0..1 + dice.roll(3) {
                let own = dice.roll(groups);
                let serves = (dice.roll(2) == 0).then_some(both.services.len());
                let mut each = callback(&format!("c{c}"), &format!("G{own}"), serves);
                each.mode = [Mode::Blocking, Mode::Async][dice.roll(2)];
                node.callbacks.push(each);
                let group = GroupId(first_group + own);
                if serves.is_some() {
                    both.services.push(analysis::Service { group });
                }
                both.callbacks.push(analysis::Callback { group, serves: serves.map(ServiceId) });
            }
            both.description.nodes.push(node);
        }
        both.add_clients(dice);
        both
    }

    /// Clients and waits, once all services are known.
    fn add_clients(&mut self, dice: &mut Dice) {
        let (mut first_group, mut first_callback) = (0, 0);
        for node in &mut self.description.nodes {
            let first_client = self.clients.len();
            for c in 0..1 + dice.roll(3) {
                let (own, service) = (dice.roll(node.groups.len()), dice.roll(self.services.len() + 1));
                node.clients.push(client(&format!("k{c}"), &format!("G{own}"), service));
                let target = (service < self.services.len()).then_some(ServiceId(service));
                self.clients.push(analysis::Client { group: GroupId(first_group + own), target });
            }
            for (c, callback) in node.callbacks.iter_mut().enumerate() {
                for _ in 0..dice.roll(3) {
                    let on = dice.roll(node.clients.len());
                    let certain = dice.roll(2) == 0;
                    callback.waits.push(Wait { client: format!("k{on}"), certain, ..Wait::default() });
                    let mode = match callback.mode {
                        Mode::Async => WaitMode::Awaiting,
                        _ => WaitMode::Blocking,
                    };
                    self.waits.push(analysis::Wait {
                        callback: CallbackId(first_callback + c),
                        client: ClientId(first_client + on),
                        mode,
                        awaited: analysis::Awaited::Handler,
                        certain,
                    });
                }
            }
            first_group += node.groups.len();
            first_callback += node.callbacks.len();
        }
    }

    fn deadlocks(&self) -> bool {
        let Both { groups, callbacks, clients, services, waits, .. } = self;
        Layout { groups, callbacks, clients, services, waits }.deadlocks()
    }
}

/// Numbers that are the same in each run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits fit") % sides
    }
}

#[test]
fn a_description_is_judged_as_its_layout_is_also_when_it_comes_from_json() {
    let mut dice = Dice(5);
    let mut deadlocks = 0;
    for _ in 0..400 {
        let both = Both::random(&mut dice);
        let read = json::read(&json::write(&both.description)).expect("it was just written");
        let cycles = find_cycles(&read).expect("it can be checked");
        let deadlock = cycles.iter().any(|cycle| cycle.kind == CycleKind::Deadlock);
        assert_eq!(deadlock, both.deadlocks(), "{read:#?}");
        deadlocks += usize::from(both.deadlocks());
    }
    assert!((100..300).contains(&deadlocks), "too few of one kind: {deadlocks} of 400 deadlock");
}
