//! Topics, services and periods that come from read-only parameters, and subscriptions to several topics.
#![allow(missing_docs)]

use rosweave::describe::Format;
use rosweave::prelude::*;
use rosweave::testing::World;

#[derive(Debug)]
struct Grab;

impl Service for Grab {
    type Request = ();
    type Response = u32;
}

#[node]
struct Camera {
    /// Where the pictures come from.
    #[parameter(default = "front", read_only)]
    camera: Parameter<String>,
    #[publisher("~/$(camera)/small")]
    small: Publisher<u32>,
}

#[node]
impl Camera {
    #[subscribe("$(camera)/image")]
    fn on_image(&self, size: &u32) -> Result<(), PublishError> {
        self.small.publish(size / 2)
    }

    #[service("$(camera)/grab", type = Grab)]
    fn grab(&self, (): ()) -> u32 {
        7
    }
}

fn halved(options: NodeOptions, heard: &str, said: &str) {
    let world = World::new(1);
    let small = world.subscribe::<u32>(said).expect("a probe");
    let _camera = world.start_with::<Camera>(options).expect("it starts");
    world.publish(heard, 8_u32).expect("it is sent");
    world.settle();
    assert_eq!(small.take(), [4], "{heard} to {said}");
}

#[test]
fn names_are_filled_with_what_the_parameters_start_with() {
    halved(NodeOptions::new(), "/front/image", "/camera/front/small");
    let args = rosweave::Args::parse(["--ros-args", "-p", "camera:=rear"]).expect("they are right");
    halved(NodeOptions::new().args(&args), "/rear/image", "/camera/rear/small");
}

#[test]
fn what_they_become_is_remapped() {
    let options = NodeOptions::new().parameter("camera", "rear").remap("rear/image", "/bag/image");
    halved(options, "/bag/image", "/camera/rear/small");
}

#[test]
fn services_have_such_names_too() {
    let world = World::new(1);
    let options = NodeOptions::new().namespace("/left").parameter("camera", "rear");
    let _camera = world.start_with::<Camera>(options).expect("it starts");
    assert_eq!(world.call::<Grab>("/left/rear/grab", ()).expect("it answers"), 7);
}

#[node]
struct Loose {
    #[parameter(default = "a")]
    topic: Parameter<String>,
}

#[node]
impl Loose {
    #[subscribe("$(topic)")]
    fn on_topic(&self, _: &u32) {}
}

#[node]
struct Unknown {
    #[publisher("$(nowhere)")]
    out: Publisher<u32>,
}

#[node]
impl Unknown {
    #[timer("1s")]
    fn tick(&self) {}
}

fn refused<N: rosweave::Node>(options: NodeOptions) -> String {
    let told = World::new(1).start_with::<N>(options);
    told.expect_err("it can not start").to_string()
}

#[test]
fn what_can_be_no_name_is_told_when_the_node_starts() {
    let told = refused::<Camera>(NodeOptions::new().parameter("camera", "a b"));
    assert_eq!(
        told,
        "`small` of `/camera` can not use the name `~/$(camera)/small`: `~/a b/small` is no topic name of ROS 2: the \
         character at position 4 is not allowed\nhelp: use letters, digits and `_`, and `/` between parts"
    );
    let told = refused::<Camera>(NodeOptions::new().parameter("camera", 7));
    assert!(
        told.starts_with("the parameters of `/camera`: ") && told.contains("{camera} is of type {string}"),
        "{told}"
    );
    let told = refused::<Loose>(NodeOptions::new());
    assert_eq!(
        told,
        "`on_topic` of `/loose` can not use the name `$(topic)`: the parameter `topic` may change while the node runs, and a name \
         can not: make it `read_only`"
    );
    let told = refused::<Unknown>(NodeOptions::new());
    assert_eq!(
        told,
        "`out` of `/unknown` can not use the name `$(nowhere)`: the node has no parameter `nowhere`"
    );
}

/// What was heard, and where.
type Heard = (String, usize, u32);

#[node]
struct Mux {
    #[parameter(read_only)]
    inputs: Parameter<Vec<String>>,
    #[publisher("out")]
    out: Publisher<Heard>,
}

#[node]
impl Mux {
    #[subscribe(["stop", "$(inputs)/cmd", "~/override"], qos(depth = 2), qos_overrides)]
    fn on_command(&self, command: &u32, topic: &Topic) -> Result<(), PublishError> {
        self.out.publish((topic.name().to_owned(), topic.index(), *command))
    }
}

fn inputs(names: &[&str]) -> NodeOptions {
    let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
    NodeOptions::new().parameter("inputs", names)
}

#[test]
fn one_callback_hears_several_topics_and_learns_which() -> rosweave::Result {
    let world = World::new(1);
    let out = world.subscribe::<Heard>("out")?;
    let options = inputs(&["joy", "/web"]).namespace("/left").remap("joy/cmd", "/pad").remap("out", "/out");
    let mux = world.start_with::<Mux>(options)?;
    let topics = ["/left/stop", "/pad", "/web/cmd", "/left/mux/override"];
    for (topic, command) in topics.iter().zip(0_u32..) {
        world.publish(topic, command)?;
        world.settle();
    }
    let heard: Vec<_> =
        topics.iter().enumerate().zip(0..).map(|((i, name), c)| ((*name).to_owned(), i, c)).collect();
    assert_eq!(out.take(), heard);
    assert_eq!(mux.stats().callback("on_command").expect("it is there").calls, 4);
    let overridden = mux.parameter("qos_overrides./pad.subscription.depth");
    assert_eq!(overridden, Some(2.into()), "each topic has its parameters");
    Ok(())
}

#[test]
fn each_topic_has_a_queue_of_its_own_and_losses_are_one_number() -> rosweave::Result {
    let world = World::new(1);
    let out = world.subscribe::<Heard>("out")?;
    let mux = world.start_with::<Mux>(inputs(&["a", "b"]))?;
    let [a, b] =
        [world.publisher("a/cmd", Default::default())?, world.publisher("b/cmd", Default::default())?];
    for command in 0..5_u32 {
        a.publish(command)?;
    }
    b.publish(7_u32)?;
    world.settle();
    let mut heard: Vec<_> = out.take().into_iter().map(|(topic, _, command)| (topic, command)).collect();
    heard.sort();
    let told = |topic: &str, command| (topic.to_owned(), command);
    assert_eq!(
        heard,
        [told("/a/cmd", 3), told("/a/cmd", 4), told("/b/cmd", 7)],
        "a busy topic takes nobody's place"
    );
    let stats = mux.stats();
    let of = stats.callback("on_command").expect("it is there");
    assert_eq!((of.calls, of.lost), (3, 3));
    Ok(())
}

#[test]
fn descriptions_tell_all_topics() -> rosweave::Result {
    let declared = rosweave::describe::describe::<Mux>();
    let topics = |description: &rosweave::describe::Description| {
        let (_, subscription) = description.nodes[0].subscriptions().next().expect("there is one");
        subscription.topics().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(topics(&declared), ["/stop", "/$(inputs)/cmd", "/mux/override"]);
    let system = rosweave::System::new().node::<Mux>(inputs(&["a", "b"]).name("m"));
    let known = system.describe()?;
    assert_eq!(topics(&known), ["/stop", "/a/cmd", "/b/cmd", "/m/override"]);
    let read = rosweave::describe::json::read(&Format::Json.render(&known))?;
    assert_eq!(topics(&read), topics(&known));
    let svg = Format::Svg.render(&known);
    for topic in topics(&known) {
        assert!(svg.contains(&format!("topic {topic} (u32)")), "{topic} is drawn");
    }
    Ok(())
}

#[test]
fn lists_that_can_be_no_topics_are_told_when_the_node_starts() {
    let told = |options| refused::<Mux>(options);
    let start = "`on_command` of `/mux` can not use the name `$(inputs)/cmd`: ";
    for (names, reason) in [
        (&[][..], "the parameter `inputs` is an empty list"),
        (&["a", "b", "a"][..], "the parameter `inputs` has `a` twice"),
        (
            &["a", "1b"][..],
            "`1b/cmd` is no topic name of ROS 2: the part at position 1 begins with a digit\nhelp: begin every part with \
             a letter or `_`",
        ),
    ] {
        assert_eq!(told(inputs(names)), format!("{start}{reason}"));
    }
    let none = told(NodeOptions::new());
    assert!(none.contains("parameter `inputs` has no default, and was not given: `-p inputs:=..`"), "{none}");
    let text = told(NodeOptions::new().parameter("inputs", "a"));
    assert!(text.contains("{inputs} is of type {string_array}, setting it to {string}"), "{text}");
    let twice = told(inputs(&["a", "b"]).remap("b/cmd", "stop"));
    assert_eq!(twice, "`on_command` of `/mux` would hear `/stop` twice: it is two of its topics");
}

#[node]
struct Paced {
    #[parameter(default = 10.0, read_only)]
    rate: Parameter<f64>,
    #[parameter(default = 250, read_only)]
    wait: Parameter<i64>,
    #[publisher("ticks")]
    ticks: Publisher<&'static str>,
}

#[node]
impl Paced {
    #[timer("$(rate)Hz")]
    fn fast(&self, timer: &Timer) -> Result<(), PublishError> {
        assert!(timer.period() > Duration::ZERO);
        self.ticks.publish("fast")
    }

    #[timer("$(wait) ms", once)]
    fn once(&self) -> Result<(), PublishError> {
        self.ticks.publish("once")
    }
}

#[test]
fn a_timer_has_its_period_from_a_parameter() -> rosweave::Result {
    let of = |options| -> rosweave::Result<[usize; 2]> {
        let world = World::new(1);
        let ticks = world.subscribe::<&str>("ticks")?;
        let _paced = world.start_with::<Paced>(options)?;
        world.advance(Duration::from_millis(999))?;
        let ticks = ticks.take();
        Ok(["fast", "once"].map(|wanted| ticks.iter().filter(|&&tick| tick == wanted).count()))
    };
    assert_eq!(of(NodeOptions::new())?, [9, 1]);
    assert_eq!(of(NodeOptions::new().parameter("rate", 50.0).parameter("wait", 1000))?, [49, 0]);
    let system = rosweave::System::new().node::<Paced>(NodeOptions::new().parameter("rate", 50.0));
    let text = Format::Text.render(&system.describe()?);
    assert!(text.contains("every 20 ms (50 Hz), by $(rate)Hz"), "{text}");
    let text = Format::Text.render(&rosweave::describe::describe::<Paced>());
    assert!(text.contains("at $(rate)Hz") && text.contains("once after $(wait) ms"), "{text}");
    Ok(())
}

#[test]
fn numbers_that_can_be_no_period_are_told_when_the_node_starts() {
    let start = "`fast` of `/paced` can not have the period `$(rate)Hz`: the parameter `rate` is ";
    for (rate, reason) in [
        (0.0, "0, and a timer needs a time above zero"),
        (-1.0, "-1, and a timer needs a time above zero"),
        (1e12, "1000000000000, and that is shorter than a nanosecond"),
        (1e-20, "0.00000000000000000001, and that is longer than 584 years"),
    ] {
        assert_eq!(refused::<Paced>(NodeOptions::new().parameter("rate", rate)), format!("{start}{reason}"));
    }
    let told = refused::<Paced>(NodeOptions::new().parameter("rate", f64::NAN));
    assert!(told.contains("{rate} can not be NaN"), "{told}");
}

#[test]
fn all_values_that_do_not_fit_are_told_at_once_with_where_they_were_given() {
    let file = std::env::temp_dir().join(format!("rosweave-names-{}.yaml", std::process::id()));
    std::fs::write(&file, "paced:\n  ros__parameters:\n    wait: soon\n    rate: 5\n")
        .expect("a temporary file");
    let path = file.to_str().expect("a plain path");
    let start = |args: &[&str]| {
        let args = ["--ros-args", "--params-file", path].into_iter().chain(args.iter().copied());
        let args = rosweave::Args::parse(args).expect("they are right");
        refused::<Paced>(NodeOptions::new().args(&args))
    };
    let told = start(&[]);
    let (rate, wait) = told.split_once("; ").expect("there are two");
    assert!(rate.contains("{rate} is of type {double}, setting it to {integer}"), "{told}");
    assert!(rate.ends_with(&format!("(given in `{path}`, line 4)")), "{told}");
    assert!(wait.contains("{wait} is of type {integer}, setting it to {string}"), "{told}");
    assert!(wait.ends_with(&format!("(given in `{path}`, line 3)")), "{told}");
    let told = start(&["-p", "rate:=true", "-p", "wait:=1"]);
    assert!(told.ends_with("(given by `-p`)"), "{told}");
    let told = start(&["-p", "rate:=0.0", "-p", "wait:=1"]);
    assert!(
        told.ends_with("the parameter `rate` is 0, and a timer needs a time above zero (given by `-p`)"),
        "{told}"
    );
    std::fs::remove_file(&file).expect("it is there");
}

#[node]
struct Driven {
    #[parameter(default = "front", read_only)]
    camera: Parameter<String>,
    #[parameter(default = 10.0, read_only)]
    rate: Parameter<f64>,
    #[parameter(default = 0.5)]
    gain: Parameter<f64>,
    #[publisher("cmd", qos_overrides)]
    command: Publisher<u32>,
}

#[node]
impl Driven {
    #[subscribe("$(camera)/image", qos_overrides)]
    fn on_image(&self, _: &u32) {}

    #[timer("$(rate)Hz")]
    fn tick(&self) {}
}

#[test]
fn bad_names_periods_and_overrides_are_told_with_values_that_do_not_fit() {
    let bad = || {
        let options = NodeOptions::new().parameter("camera", "1st").parameter("rate", 0.0);
        options.parameter("qos_overrides./cmd.publisher.depth", "deep")
    };
    let told = refused::<Driven>(bad().parameter("gain", "much"));
    for part in [
        "the parameters of `/driven`: ",
        "{gain} is of type {double}, setting it to {string}",
        "{qos_overrides./cmd.publisher.depth} is of type {integer}, setting it to {string}",
        "`on_image` can not use the name `$(camera)/image`: `1st/image` is no topic name of ROS 2",
        "`tick` can not have the period `$(rate)Hz`: the parameter `rate` is 0",
    ] {
        assert!(told.contains(part), "`{part}` is not in: {told}");
    }
    let told = refused::<Driven>(bad());
    assert!(told.contains("publisher.depth} is of type") && told.contains("`on_image` can not"), "{told}");
}
