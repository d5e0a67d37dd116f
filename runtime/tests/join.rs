//! `rosweave join`: the check of one program for the descriptions of several.

use std::path::PathBuf;
use std::process::{Command, Output};

use rosweave::describe;
use rosweave::describe::{Description, Trigger, json};
use rosweave::prelude::*;

struct Number;

impl Service for Number {
    type Request = ();
    type Response = f64;
}

#[derive(Group, Default)]
struct Replies;

/// Asks the arm while its default group waits.
#[node]
struct Gripper {
    #[client("move_to", timeout = "5s")]
    move_to: Client<Number, Replies>,
}

#[node]
impl Gripper {
    #[timer("1s")]
    fn pick(&self, cx: &Cx) -> Result<(), CallError> {
        self.move_to.call(cx, ()).map(drop)
    }

    #[service("load", type = Number)]
    fn load(&self, _request: ()) -> f64 {
        1.5
    }
}

/// Asks the gripper before it answers.
#[node]
struct Arm {
    #[client("load", timeout = "1s")]
    load: Client<Number, Replies>,
}

#[node]
impl Arm {
    #[service("move_to", type = Number)]
    fn move_to(&self, _request: (), cx: &Cx) -> Result<f64, CallError> {
        self.load.call(cx, ())
    }
}

/// Executes a goal in the group that waits for another program's.
#[derive(Action)]
#[ros(goal = f64, result = f64, feedback = f64)]
struct Reach;

#[node]
struct Picker {
    #[action_client("reach")]
    reach: ActionClient<Reach, Replies>,
}

#[node]
impl Picker {
    #[timer("1s")]
    async fn pick(&self, cx: &AsyncCx) -> Result<(), ActionError> {
        self.reach.send(cx, 1.0).await?.result(cx).await.map(drop)
    }

    #[action("grip", type = Reach)]
    fn grip(&self, goal: Goal<Reach>) -> f64 {
        *goal
    }
}

/// Waits for the other program's goal before its own ends.
#[node]
struct Reacher {
    #[action_client("grip")]
    grip: ActionClient<Reach, Replies>,
}

#[node]
impl Reacher {
    #[action("reach", type = Reach)]
    async fn reach(&self, goal: Goal<Reach>, cx: &AsyncCx) -> Result<f64, ActionError> {
        Ok(*self.grip.send(cx, *goal).await?.result(cx).await?.result)
    }
}

/// A directory for one test.
struct Files(PathBuf);

impl Files {
    fn of(test: &str) -> Files {
        let dir = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("join-{test}"));
        std::fs::create_dir_all(&dir).expect("it can be made");
        Files(dir)
    }

    fn write(&self, name: &str, text: &str) -> String {
        std::fs::write(self.0.join(name), text).expect("it can be written");
        name.to_owned()
    }

    /// The files of the two halves.
    fn halves(&self) -> [String; 2] {
        let gripper = self.write("gripper.json", &json::write(&describe::<Gripper>()));
        [gripper, self.write("arm.json", &json::write(&describe::<Arm>()))]
    }

    fn run(&self, args: &[&str]) -> Output {
        let program = env!("CARGO_BIN_EXE_rosweave");
        Command::new(program).current_dir(&self.0).args(args).output().expect("it can be run")
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("it is UTF-8")
}

/// The message for a file with that text.
fn refused(test: &str, content: &str) -> String {
    let files = Files::of(test);
    let [good, _] = files.halves();
    files.write("bad.json", content);
    let output = files.run(&["join", &good, "bad.json"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(text(&output.stdout), "", "nothing is half written");
    text(&output.stderr)
}

#[test]
fn a_ring_of_programs_is_found_and_marked() {
    let files = Files::of("ring");
    let [gripper, arm] = files.halves();
    let output = files.run(&["join", &gripper, &arm]);
    assert_eq!(output.status.code(), Some(1));
    let told = text(&output.stdout);
    assert!(told.contains("/gripper (Gripper)") && told.contains("/arm (Arm)"), "{told}");
    assert!(
        told.contains("deadlock: a cycle of waits, closed where `move_to` blocks on client `load`"),
        "{told}"
    );
    assert!(told.contains("see: rosweave::node_ring"), "{told}");

    let output = files.run(&["join", &gripper, &arm, "--format", "svg", "--output", "ring.svg"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).starts_with("deadlock: a cycle of waits"), "{}", text(&output.stderr));
    let picture = std::fs::read_to_string(files.0.join("ring.svg")).expect("it was written");
    assert!(picture.contains("in the cycle"));
}

#[test]
fn programs_that_wait_for_each_others_goals_are_found() {
    let files = Files::of("goals");
    let picker = files.write("picker.json", &json::write(&describe::<Picker>()));
    let reacher = files.write("reacher.json", &json::write(&describe::<Reacher>()));
    let output = files.run(&["join", &picker, &reacher]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    let told = text(&output.stdout);
    assert!(told.contains("deadlock: a cycle of waits, closed where `reach` awaits"), "{told}");
    assert!(told.contains("action client `grip`") && told.contains("action client `reach`"), "{told}");
    for alone in [&picker, &reacher] {
        assert_eq!(files.run(&["join", alone]).status.code(), Some(0));
    }
}

#[test]
fn programs_without_a_ring_end_with_zero() {
    let files = Files::of("fine");
    let [gripper, _] = files.halves();
    let output = files.run(&["join", &gripper]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));

    // The mend: the answer comes from another group than the one that waits.
    let mut mended = describe::<Gripper>();
    let load = &mut mended.nodes[0].callbacks[1];
    assert!(matches!(load.trigger, Trigger::Service(_)));
    load.group = "Replies".to_owned();
    mended.nodes[0].callbacks.swap(0, 1);
    files.write("mended.json", &json::write(&mended));
    let output = files.run(&["join", "mended.json", "arm.json", "-f", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(text(&output.stderr), "");
    let joined = json::read(&text(&output.stdout)).expect("what is joined can be joined again");
    assert_eq!(joined.nodes.len(), 2);
    assert_eq!(joined.cycles, []);
}

#[test]
fn what_a_file_says_of_cycles_is_not_believed() {
    let files = Files::of("stale");
    let [gripper, arm] = files.halves();
    let ring = text(&files.run(&["join", &gripper, &arm, "--format=json"]).stdout);
    assert_eq!(json::read(&ring).expect("it is whole").cycles.len(), 1);
    let mut lonely = json::read(&ring).expect("it is whole");
    lonely.nodes[1].clients[0].service = "/somebody/elses".to_owned();
    files.write("lonely.json", &json::write(&lonely));
    assert_eq!(files.run(&["join", "lonely.json"]).status.code(), Some(0));
    let hidden = Description { cycles: Vec::new(), ..json::read(&ring).expect("it is whole") };
    files.write("hidden.json", &json::write(&hidden));
    assert_eq!(files.run(&["join", "hidden.json"]).status.code(), Some(1));
}

#[test]
fn a_file_that_is_no_json_is_named_with_the_place() {
    assert_eq!(
        refused("syntax", "{\n  \"schema\": nonsense\n}\n"),
        "error: bad.json:2:14: this is no JSON: expected ident\n  help: write the file with `--describe json`\n"
    );
}

#[test]
fn a_truncated_file_is_named_with_the_place() {
    let whole = json::write(&describe::<Arm>());
    let half: String = whole.lines().take(30).collect::<Vec<_>>().join("\n");
    let told = refused("truncated", &half);
    assert!(told.starts_with("error: bad.json:30:"), "{told}");
    assert!(told.contains("the file ends in the middle of the JSON"), "{told}");
}

#[test]
fn a_file_of_another_version_is_named() {
    let told =
        refused("version", &json::write(&describe::<Arm>()).replace("\"version\": 1", "\"version\": 2"));
    assert!(told.starts_with("error: bad.json: the description has version 2 of the schema"), "{told}");
}

#[test]
fn a_file_that_is_no_text_is_named_with_the_line() {
    let files = Files::of("bytes");
    std::fs::write(files.0.join("bad.json"), b"{\n\xff\xfe}").expect("it can be written");
    let output = files.run(&["join", "bad.json"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(text(&output.stderr), "error: bad.json:2: this is no text in UTF-8\n");
}

#[test]
fn a_missing_file_is_named() {
    let output = Files::of("missing").run(&["join", "nowhere.json"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).starts_with("error: nowhere.json: "), "{}", text(&output.stderr));
}

#[test]
fn wrong_arguments_say_how_it_is_used() {
    let files = Files::of("usage");
    for args in [&[][..], &["join"], &["merge", "a.json"], &["join", "--depth", "3"], &["join", "a", "-f"]] {
        let output = files.run(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(text(&output.stderr).starts_with("error: "), "{args:?}");
    }
    let output = files.run(&["join", "a.json", "--format", "pdf"]);
    assert!(text(&output.stderr).contains("`text`, `json`, `markdown`, `svg`, `mermaid`"));
    let output = files.run(&["--help"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stdout).contains("exit codes:"));
}

#[test]
fn names_that_clash_are_a_warning() {
    let files = Files::of("twice");
    let [gripper, _] = files.halves();
    let output = files.run(&["join", &gripper, &gripper]);
    assert_eq!(output.status.code(), Some(0));
    let told = text(&output.stderr);
    assert!(
        told.starts_with("warning: 2 nodes are called `/gripper`\nwarning: `/load` is served by"),
        "{told}"
    );
}

/// A text, under a name of this program's.
#[derive(serde::Serialize, serde::Deserialize, rosweave::Message)]
#[ros("std_msgs/msg/String")]
struct Text {
    data: String,
}

type Alias = Text;

#[derive(serde::Serialize, serde::Deserialize, rosweave::Message)]
#[ros("std_msgs/msg/Int64")]
struct Int64 {
    data: i64,
}

#[derive(serde::Serialize, serde::Deserialize)]
struct Pair {
    a: i64,
    b: i64,
}

#[derive(serde::Serialize, serde::Deserialize)]
struct Total {
    sum: i64,
}

#[derive(rosweave::Service)]
#[ros("example_interfaces/srv/AddTwoInts", request = Pair, response = Total)]
struct Add;

type Shout<M> = Publisher<M>;

/// Has named types, behind aliases too, and some without a name.
#[node]
struct Talker {
    #[publisher("chatter")]
    chatter: Shout<Alias>,
    #[publisher("level")]
    level: Publisher<f64>,
    #[client("add", timeout = "1s")]
    add: Client<Add, Replies>,
    #[client("load", timeout = "1s")]
    load: Client<Number, Replies>,
}

#[node]
impl Talker {
    #[subscribe("heard")]
    fn heard(&self, _text: &Alias) {}

    #[subscribe("felt")]
    fn felt(&self, _level: f64) {}
}

#[node]
struct Listener;

#[node]
impl Listener {
    #[subscribe("chatter")]
    fn chatter(&self, _number: &Int64) {}

    #[service("add", type = Add)]
    fn add(&self, pair: &Pair) -> Total {
        Total { sum: pair.a + pair.b }
    }
}

/// What a generic node says of its messages depends on what it asks of them.
#[node]
struct Passes<M: Message, A: Send + Sync + 'static> {
    #[publisher("named")]
    named: Publisher<M>,
    #[publisher("any")]
    any: Publisher<A>,
}

#[node]
impl<M: Message, A: Send + Sync + 'static> Passes<M, A> {
    #[timer("1s")]
    fn idle(&self) {}
}

#[test]
fn types_have_the_names_that_ros_knows_them_by() {
    let talker = &describe::<Talker>().nodes[0];
    let told = |ros_type: &Option<String>| ros_type.clone().unwrap_or_default();
    let publishers: Vec<String> = talker.publishers.iter().map(|of| told(&of.ros_type)).collect();
    assert_eq!(publishers, ["std_msgs/msg/String", ""]);
    let clients: Vec<String> = talker.clients.iter().map(|of| told(&of.ros_type)).collect();
    assert_eq!(clients, ["example_interfaces/srv/AddTwoInts", ""]);
    let heard: Vec<String> = talker.subscriptions().map(|(_, of)| told(&of.ros_type)).collect();
    assert_eq!(heard, ["std_msgs/msg/String", ""]);
    let listener = &describe::<Listener>().nodes[0];
    let served: Vec<String> = listener.services().map(|(_, of)| told(&of.ros_type)).collect();
    assert_eq!(served, ["example_interfaces/srv/AddTwoInts"]);
    let passes = &describe::<Passes<Text, Text>>().nodes[0];
    let passed: Vec<String> = passes.publishers.iter().map(|of| told(&of.ros_type)).collect();
    assert_eq!(passed, ["std_msgs/msg/String", ""]);
}

#[test]
fn a_topic_of_two_types_is_a_warning() {
    let files = Files::of("types");
    files.write("talker.json", &json::write(&describe::<Talker>()));
    files.write("listener.json", &json::write(&describe::<Listener>()));
    let output = files.run(&["join", "talker.json", "listener.json"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(
        text(&output.stderr),
        "warning: topic `/chatter` is of several types, and ROS 2 joins none with another: \
         `std_msgs/msg/String` for `/talker` and `std_msgs/msg/Int64` for `/listener`\n"
    );
}

#[test]
fn a_file_without_the_names_of_ros_can_be_joined() {
    let files = Files::of("older");
    let whole = json::write(&describe::<Talker>());
    assert!(whole.contains("\"ros_type\""));
    files.write("older.json", &whole.replace("\"ros_type\"", "\"another_field\""));
    let output = files.run(&["join", "older.json", "-f", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
}
