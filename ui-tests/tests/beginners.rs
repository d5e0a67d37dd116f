//! Mistakes that beginners make: each is one error, which stands on the mistake, and what the message offers builds.
//!
//! The cases are those of `fail/`. Their mended forms are modules of one library.
//!
//! Not here is what rustc alone speaks of. Two errors, rustc's and ours, where what is meant depends on a field that the tokens do
//! not know: `several-parameter-*`, `several-question-before-await`, `several-timeout-number`. No fix, where the fault shows in
//! types that no macro sees: `lock-across-await` (its error is had to stand on the guard), a number in a variable where a
//! `Duration` is wanted, a method that changes what an `Arc` holds. The guide's page on errors has the fix of each.
#![allow(missing_docs)]

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

#[path = "../../runtime/tests/built/mod.rs"]
mod built;

use built::Package;

/// A case, what its error has to stand on, and what makes it right: each text in it and its successor.
type Mistake = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

const MISTAKES: &[Mistake] = &[
    // Messages, requests and parameters.
    ("message-str", "&str", &[("&str", "&String")]),
    ("message-slice", "&[f64]", &[("&[f64]", "&Vec<f64>")]),
    ("message-arc-str", "Arc<str>", &[("Arc<str>", "Arc<String>")]),
    ("message-mut", "&mut StringMsg", &[("&mut StringMsg", "Arc<StringMsg>")]),
    ("message-arc-changed", "msg.limit", &[("msg: Arc<Speed>", "mut msg: Speed")]),
    ("message-ref-changed", "scan.ranges", &[("scan: &Scan", "mut scan: Scan")]),
    ("subscribe-message-missing", "on_chatter", &[("(&self)", "(&self, _msg: &String)")]),
    // Contexts and states.
    ("context-async-in-sync", "&AsyncCx", &[("&AsyncCx", "&Cx")]),
    ("context-sync-in-async", "&Cx<Control>", &[("&Cx<Control>", "&AsyncCx<Control>")]),
    ("context-by-value", "Cx)", &[("_cx: Cx", "_cx: &Cx")]),
    ("context-group-left-out", "&Cx", &[("&Cx", "&Cx<Control>")]),
    ("context-async-in-sync-that-calls", "&AsyncCx", &[("&AsyncCx", "&Cx")]),
    ("context-sync-in-async-that-awaits", "&Cx", &[("&Cx", "&AsyncCx")]),
    ("context-async-in-sync-that-awaits", "&AsyncCx", &[("    fn tick", "    async fn tick")]),
    ("context-missing", "cx.sleep", &[("(&self)", "(&self, cx: &AsyncCx<Control>)")]),
    ("await-in-sync-callback", "await", &[(".await", "")]),
    ("attribute-of-field-misspelt", "publish", &[("#[publish(", "#[publisher(")]),
    ("attribute-of-method-misspelt", "subscription", &[("#[subscription(", "#[subscribe(")]),
    ("parameter-default-text-for-double", "\"0.5\"", &[("\"0.5\"", "0.5")]),
    ("parameter-default-integer-for-double", "5", &[("default = 5", "default = 5.0")]),
    ("topics-twice", "\"/joy/cmd\"", &[(", \"/joy/cmd\"", "")]),
    ("topics-without-list", "\"web/cmd\"", &[("(\"joy/cmd\", \"web/cmd\")", "([\"joy/cmd\", \"web/cmd\"])")]),
    ("timer-parameter-no-unit", "\"$(rate)\"", &[("$(rate)", "$(rate)Hz")]),
    ("state-by-value", "Control)", &[("_state: Control", "_state: &mut Control")]),
    ("spawn-future", "async move", &[("async move", "move |_cx| async move")]),
    (
        "client-of-request",
        "Client<AddRequest>",
        &[
            ("<AddRequest>", "<Add>"),
            (
                "struct AddRequest;",
                "struct AddRequest;\n\nstruct Add;\n\nimpl Service for Add { type Request = AddRequest; type Response = (); }",
            ),
        ],
    ),
    (
        "action-derive-forgotten",
        "Dock",
        &[(
            "struct Dock;",
            "#[derive(Action)]\n#[ros(goal = u32, result = u32, feedback = u32)]\nstruct Dock;",
        )],
    ),
    (
        "service-derive-forgotten",
        "Count",
        &[("struct Count;", "#[derive(Service)]\n#[ros(request = u32, response = u32)]\nstruct Count;")],
    ),
    ("message-box", "Box<String>", &[("Box<String>", "Arc<String>")]),
    ("subscribe-option-type", "type", &[(", type = String", "")]),
    ("service-type-unnamed", "Reset", &[("\"reset\", Reset", "\"reset\", type = Reset")]),
    (
        "service-response-to-fill",
        "response: &mut u32",
        &[(", response: &mut u32)", ") -> u32"), ("*response = request + 1;", "request + 1")],
    ),
    (
        "qos-policy-as-preset",
        "\"best_effort\"",
        &[("qos = \"best_effort\"", "qos(reliability = best_effort)")],
    ),
    ("parameter-name-first", "1.0", &[("\"rate\", 1.0", "1.0, name = \"rate\"")]),
    // What is lent goes elsewhere.
    (
        "self-to-thread",
        "self.chatter",
        &[
            ("std::thread", "let chatter = self.chatter.clone();\n        std::thread"),
            ("|| self.chatter", "|| chatter"),
        ],
    ),
    (
        "self-to-task",
        "self.chatter",
        &[
            ("cx.spawn(|cx|", "let chatter = self.chatter.clone();\n        cx.spawn(move |cx|"),
            ("self.chatter.publish", "chatter.publish"),
        ],
    ),
    ("context-to-task", "cx.node_name", &[("move |_|", "move |cx|")]),
    (
        "context-to-foreign-task",
        "cx.sleep",
        &[("tokio::spawn(async move", "cx.spawn(move |cx| async move"), (")).await }", ")).await; }")],
    ),
    // How a node is made.
    ("init-handles-missing", "init", &[("fn init()", "fn init(_h: Handles<Self>)")]),
    ("init-with-self", "&self", &[("fn init(&self)", "fn init(_h: Handles<Self>)")]),
    (
        "init-returns-nothing",
        "init",
        &[("{}\n\n    #[timer", "-> rosweave::Result<Self> { Ok(Demo) }\n\n    #[timer")],
    ),
    ("init-value-borrowed", "&Gains", &[("&Gains", "Gains")]),
    ("init-value-twice", "f64) ->", &[(", _ki: f64", "")]),
    ("init-with-context", "&Cx", &[("_cx: &Cx", "_info: NodeInfo")]),
    ("init-handles-forgotten-beside-value", "init", &[("(_gains", "(_h: Handles<Self>, _gains")]),
    ("init-creates-publisher", "create_publisher", &[("h.create_publisher(\"out\", 10)", "h.out")]),
    (
        "init-creates-subscription",
        "create_subscription",
        &[
            ("        h.create_subscription(\"in\", 10, |msg: &String| println!(\"{msg}\"));\n", ""),
            ("init(h:", "init(_h:"),
            (
                "    #[timer",
                "    #[subscribe(\"in\")]\n    fn on_message(&self, _msg: &String) {}\n\n    #[timer",
            ),
        ],
    ),
    (
        "node-creates-timer",
        "create_timer",
        &[
            ("        self.create_timer(1.0, || println!(\"tick\"));\n", ""),
            ("    #[subscribe", "    #[timer(\"1s\")]\n    fn tick(&self) {}\n\n    #[subscribe"),
        ],
    ),
    ("node-get-clock", "get_clock", &[("(&self)", "(&self, cx: &Cx)"), ("self.get_clock()", "cx")]),
    ("goal-succeed", "succeed", &[("        goal.succeed(3);\n", ""), ("goal: Goal", "_goal: Goal")]),
    ("publisher-made-by-hand", "Publisher::new", &[("Publisher::new(\"out\")", "_h.out")]),
    (
        "field-is-subscription-alone",
        "subscribe",
        &[
            ("    #[subscribe(\"chatter\")]\n    chatter: Subscription<String>,\n", ""),
            ("    fn on_message", "    #[subscribe(\"chatter\")]\n    fn on_message"),
        ],
    ),
    ("node-forgotten-on-struct-generic", "Latch", &[("struct Latch", "#[node]\nstruct Latch")]),
    (
        "call-done-callback",
        "add_done_callback",
        &[
            ("let call = self.add.call(cx, (1, 2));", "let sum = self.add.call(cx, (1, 2)).await;"),
            ("call.add_done_callback(|sum| println!(\"{sum:?}\"));", "println!(\"{sum:?}\");"),
        ],
    ),
    ("time-nanoseconds", "nanoseconds", &[("now().nanoseconds()", "now().elapsed().as_nanos()")]),
    ("run-spin", "Demo", &[("rosweave::spin(Demo)", "let _ = rosweave::run::<Demo>()")]),
    ("subscribe-type-first", "String", &[("String, \"chatter\", 10", "\"chatter\", qos(depth = 10)")]),
    ("client-timeout-number", "0.5", &[("0.5", "\"0.5s\"")]),
    ("parameter-value-method", "value", &[(".value()", ".get()")]),
    // Timers.
    ("sleep-number", "0.5", &[("sleep(0.5)", "sleep(Duration::from_secs_f64(0.5))")]),
    ("timer-period-constant", "PERIOD", &[("timer(PERIOD)", "timer(\"1s\")")]),
    ("timer-period-without-quotes", "1s", &[("(1s)", "(\"1s\")")]),
    ("timer-period-duration", "Duration", &[("Duration::from_millis(500)", "\"1s\"")]),
    (
        "timer-option-callback-group",
        "callback_group",
        &[(", callback_group = Io", ""), ("    fn tick", "    #[group(Io)]\n    fn tick")],
    ),
    ("timer-period-number", "1", &[("timer(1)", "timer(period = \"1s\")")]),
    ("timer-period-unit-missing", "\"1\"", &[("\"1\"", "\"1.5s\"")]),
    ("timer-period-unit-unknown", "\"1 parsec\"", &[("1 parsec", "1 h")]),
    ("timer-period-zero", "\"0s\"", &[("\"0s\"", "\"10Hz\"")]),
    ("timer-period-missing", "timer", &[("#[timer]", "#[timer(\"1s\")]")]),
    ("timer-option-unknown", "perod", &[("\"1s\", perod", "period")]),
    // Names.
    ("topic-blank", "\"a b\"", &[("a b", "a_b")]),
    ("topic-digit", "\"1abc\"", &[("1abc", "_1abc")]),
    ("topic-double-slash", "\"//a\"", &[("//a", "/a")]),
    ("topic-trailing-slash", "\"sum/\"", &[("sum/", "sum")]),
    ("service-name-dash", "\"re-set\"", &[("re-set", "re_set")]),
    ("service-name-missing", "service", &[("(type", "(\"reset\", type")]),
    ("node-name-slash", "\"arm/talker\"", &[("arm/talker", "arm_talker")]),
    ("node-namespace-relative", "\"arm\"", &[("\"arm\"", "\"/arm\"")]),
    // The two halves of a node.
    (
        "node-name-on-impl",
        "name",
        &[
            ("#[node(name = \"talker\")]", "#[node]"),
            ("#[node]\nstruct", "#[node(name = \"talker\")]\nstruct"),
        ],
    ),
    ("node-on-tuple-struct", "(u64)", &[("(u64);", "{ _number: u64 }")]),
    ("node-forgotten-on-struct", "Demo", &[("struct Demo", "#[node]\nstruct Demo")]),
    ("node-forgotten-on-impl", "Demo", &[("impl Demo", "#[node]\nimpl Demo")]),
    ("node-forgotten-on-struct-in-main", "Demo", &[("struct Demo", "#[node]\nstruct Demo")]),
    ("node-forgotten-on-struct-with-init", "Counter", &[("struct Counter", "#[node]\nstruct Counter")]),
    ("node-forgotten-on-impl-with-init", "Counter", &[("impl Counter", "#[node]\nimpl Counter")]),
    ("field-borrows", "&str", &[("<&str>", "<String>")]),
    (
        "field-is-subscription",
        "subscribe",
        &[
            ("    #[subscribe(\"chatter\")]\n    chatter: Subscription<String>,\n", ""),
            (
                "impl Demo {",
                "impl Demo {\n    #[subscribe(\"chatter\")]\n    fn on_message(&self, _msg: &String) {}\n",
            ),
        ],
    ),
    (
        "field-is-timer",
        "timer",
        &[("    #[timer(\"1s\")]\n    timer", "    #[timer_handle(\"tick\")]\n    timer")],
    ),
    (
        "publisher-attribute-forgotten",
        "Publisher",
        &[("chatter: P", "#[publisher(\"topic\")]\n    chatter: P")],
    ),
    (
        "parameter-attribute-forgotten",
        "Parameter",
        &[("rate: P", "#[parameter(default = 1.0)]\n    rate: P")],
    ),
    (
        "parameter-enum-derive-forgotten",
        "Parameter<Mode>",
        &[("PartialEq)", "PartialEq, rosweave::ParameterEnum)")],
    ),
    ("node-without-callbacks", "Demo", &[("fn helper", "#[timer(\"1s\")]\n    fn helper")]),
    (
        "node-generic-unbounded",
        "T",
        &[
            ("struct Latch<T>", "struct Latch<T: Send + Sync + 'static>"),
            ("impl<T>", "impl<T: Send + Sync + 'static>"),
        ],
    ),
    ("node-generic-not-static", "T", &[("Clone + Send + Sync", "Clone + Send + Sync + 'static")]),
    // Nodes that run together.
    (
        "main-empty",
        "rosweave::main!()",
        &[(
            "rosweave::main!();",
            "#[rosweave::node]\nstruct Talker;\n\n#[rosweave::node]\nimpl Talker {\n    #[timer(\"1s\")]\n    fn tick(&self) {}\n}\n\nrosweave::main!(Talker);",
        )],
    ),
    ("main-value", "rosweave::main!(", &[("Demo::default()", "Demo")]),
    ("main-string", "rosweave::main!(", &[("\"demo\"", "Demo")]),
    ("main-one-name-of-two-types", "Arm, Other", &[("(\"arm\")", "(\"other\")")]),
    ("main-one-service-of-two-nodes", "Arm, Leg", &[("(\"stop\"", "(\"halt\"")]),
    ("main-two-types-of-a-service", "Reader, Book", &[("Client<Count>", "Client<Read>")]),
    ("main-two-types-on-a-topic", "Counter, Listener", &[("\"/chatter\"", "\"/lines\"")]),
];

fn case(name: &str, extension: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fail").join(format!("{name}.{extension}"))
}

fn read(name: &str, extension: &str) -> String {
    fs::read_to_string(case(name, extension)).unwrap_or_else(|error| panic!("{name}.{extension}: {error}"))
}

#[test]
fn there_are_at_least_forty() {
    assert!(MISTAKES.len() >= 40, "{} mistakes", MISTAKES.len());
}

#[test]
fn each_is_one_error_that_stands_on_the_mistake() {
    for (name, mistake, _) in MISTAKES {
        let (message, source) = (read(name, "stderr"), read(name, "rs"));
        assert_eq!(message.lines().filter(|line| line.starts_with("error")).count(), 1, "{name}");
        let place = message.lines().find_map(|line| line.trim().strip_prefix("--> fail/"));
        let place: Vec<usize> = place
            .iter()
            .flat_map(|place| place.split(':').skip(1))
            .map(|part| part.parse().unwrap())
            .collect();
        let [line, column] = place[..] else { panic!("{name}: no place in {message}") };
        let at: String = source.lines().nth(line - 1).unwrap().chars().skip(column - 1).collect();
        assert!(at.starts_with(mistake), "{name} stands on `{at}`, and not on `{mistake}`");
    }
}

#[test]
fn each_offers_a_fix() {
    for (name, _, _) in MISTAKES {
        let message = read(name, "stderr");
        // rustc prints what a trait of ours says as a note.
        let fix = message.lines().any(|line| line.trim().starts_with("help: ") || line.contains("= note: "));
        assert!(fix, "{name}");
    }
}

#[test]
fn what_each_offers_builds() {
    let mut program = String::from("#![allow(dead_code, unused_imports)]\n\n");
    for (name, _, edits) in MISTAKES {
        let mended = edits.iter().fold(read(name, "rs"), |source, (from, to)| {
            assert!(source.contains(from), "`{from}` is not in {name}");
            source.replace(from, to)
        });
        let module = name.replace('-', "_");
        writeln!(program, "mod {module} {{\n{mended}}}\n").expect("text takes more text");
    }
    let mut package = Package::new("mended", "");
    package.put("src/lib.rs", &program);
    let output = package.cargo("build", &["--message-format=short"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
