//! What the examples say of themselves, in every format, beside what is committed: in `tests/expected`, and the
//! pictures of `docs/gallery.md`.
//!
//! `ROSWEAVE_BLESS=1 cargo test -p rosweave-examples --test describe` writes the files anew: look at them, then.
#![allow(missing_docs)]

#[path = "../../runtime/describe/tests/fixtures/mod.rs"]
mod fixtures;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use rosweave::describe::{Description, Format, Page, Trigger, find_cycles, json, svg};
use rosweave::prelude::*;

/// A whole number, there and back.
struct Half;

impl Service for Half {
    type Request = f64;
    type Response = f64;
}

/// One at a time: `&mut` without a lock.
#[derive(Group, Default)]
struct Control;

/// Slow things, but not too many of them.
#[derive(Group, Default)]
#[group(reentrant, max_parallel = 4)]
struct Slow;

/// One of each thing that a node can have -- with `code`, *stars*, under_scores, <tags> & "quotes".
///
/// Tables have the first paragraph alone.
#[node(name = "kitchen", namespace = "/house")]
struct Kitchen {
    /// Asks the cellar | the attic.
    #[client("halve", timeout = "500ms")]
    halve: Client<Half, Slow>,
    #[client("/attic/halve")]
    attic: Client<Half>,
    /// How warm it is, for those who come late, too.
    #[publisher("~/warmth", qos(durability = transient_local, depth = 1))]
    warmth: Publisher<f64>,
    /// Stops the `tick`.
    #[timer_handle("tick")]
    ticker: Timer,
    /// How warm it may get, in degrees.
    #[parameter(default = 80.0, range = 0.0..=250.0, step = 5.0)]
    hottest: Parameter<f64>,
    #[parameter(read_only)]
    cook: Parameter<Option<String>>,
}

fn far_away(_: &Client<Half, Slow>, _: &Cx<Slow>) {}

#[node]
impl Kitchen {
    /// Every 10 ms; late calls are made up for.
    #[timer("100Hz", missed = burst)]
    #[group(Control)]
    fn tick(&self) -> Result<(), PublishError> {
        self.warmth.publish(20.0)
    }

    /// Once, two minutes after the start.
    #[timer("2min", once)]
    #[group(Slow)]
    fn look(&self, cx: &Cx<Slow>) {
        far_away(&self.halve, cx);
    }

    /// It got warmer.
    #[on_change(hottest)]
    #[group(Control)]
    fn warmer(&self) {}

    /// Stops the ticking.
    #[subscribe("stop", qos(reliability = best_effort, history = keep_all))]
    #[group(Control)]
    fn on_stop(&self, _stop: &bool) {
        self.ticker.cancel();
    }

    #[subscribe("/scan", qos = sensor_data)]
    async fn on_scan(&self, scan: Arc<Vec<f64>>, cx: &AsyncCx) -> Result<(), CallError> {
        if let Some(first) = scan.first() {
            self.attic.call(cx, *first).await?;
        }
        Ok(())
    }

    /// Half of it.
    #[service("~/half", type = Half)]
    #[group(Slow)]
    fn half(&self, whole: f64, cx: &Cx<Slow>) -> Result<f64, CallError> {
        self.asked(whole, cx)
    }

    fn asked(&self, whole: f64, cx: &Cx<Slow>) -> Result<f64, CallError> {
        self.halve.call(cx, whole)
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

const EXAMPLES: [&str; 4] = ["callback_groups", "control_loop", "talker_listener", "two_nodes"];

/// Where cargo has put the programs. Under `cargo test` they are built already.
fn programs() -> &'static Path {
    static PROGRAMS: OnceLock<PathBuf> = OnceLock::new();
    PROGRAMS.get_or_init(|| {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut build = Command::new(cargo);
        build.current_dir(root()).args(["build", "--quiet", "--locked", "-p", "rosweave-examples"]);
        build.args(EXAMPLES.iter().flat_map(|example| ["--example", example]));
        assert!(build.status().expect("cargo runs").success());
        // This test is in `deps`, beside `examples`.
        let this = std::env::current_exe().expect("a test is a file");
        this.parent().and_then(Path::parent).expect("it is in target").join("examples")
    })
}

/// What the program prints.
fn printed(example: &str, format: &str) -> String {
    let program = programs().join(example);
    let output = Command::new(program).args(["--describe", format]).output().expect("it runs");
    assert!(output.status.success(), "{example}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("it is UTF-8")
}

fn program(example: &str) -> Description {
    json::read(&printed(example, "json")).expect("it is a description")
}

fn only(description: &Description, node: &str) -> Description {
    let nodes = description.nodes.iter().filter(|each| each.name == node).cloned().collect();
    Description { nodes, cycles: Vec::new() }
}

/// Two programs of `two_nodes`, but for the group that keeps them from waiting in a ring: `examples/broken_ring`.
fn broken_ring() -> Description {
    let mut ring = program("two_nodes");
    let gripper = &mut ring.nodes[0];
    gripper.groups.retain(|group| group.name != "Sensing");
    for callback in &mut gripper.callbacks {
        if matches!(callback.trigger, Trigger::Service(_)) {
            callback.group = "DefaultGroup".to_owned();
        }
    }
    ring.cycles = find_cycles(&ring).expect("it can be checked");
    ring
}

/// Compares with what is committed, or writes it.
fn committed(path: &str, now: &str) {
    let file = root().join(path);
    if std::env::var_os("ROSWEAVE_BLESS").is_some() {
        std::fs::write(&file, now).expect("it can be written");
        return;
    }
    let then = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        then == now,
        "{path} is stale: run `ROSWEAVE_BLESS=1 cargo test -p rosweave-examples --test describe`, and look at it"
    );
}

fn all_formats(name: &str, description: &Description) {
    let formats =
        [(Format::Text, "txt"), (Format::Json, "json"), (Format::Markdown, "md"), (Format::Mermaid, "mmd")];
    for (format, extension) in formats {
        committed(&format!("examples/tests/expected/{name}.{extension}"), &format.render(description));
    }
}

#[test]
fn nodes_and_systems_are_described_as_committed() {
    let control_loop = program("control_loop");
    all_formats("arm", &only(&control_loop, "arm"));
    all_formats("operator", &only(&control_loop, "operator"));
    all_formats("kitchen", &rosweave::describe::<Kitchen>());
    all_formats("two_nodes", &program("two_nodes"));
}

#[test]
fn a_program_prints_nothing_else() {
    for example in EXAMPLES {
        let description = program(example);
        for (name, format) in Format::ALL {
            assert_eq!(printed(example, name), format.render(&description), "{example} {name}");
        }
    }
}

#[test]
fn the_pictures_of_the_gallery_are_those_of_the_examples() {
    let (control_loop, ring) = (program("control_loop"), broken_ring());
    committed("docs/pictures/control_loop.svg", &Format::Svg.render(&control_loop));
    committed("docs/pictures/broken_ring.svg", &Format::Svg.render(&ring));
    let inline = |description, prefix| {
        let picture = svg(description, Page::Inline { prefix });
        format!("<div style=\"overflow-x:auto\">\n{picture}\n</div>\n")
    };
    let page = format!(
        "# Two pictures\n\nThe nodes of the example `control_loop`:\n\n{}\n\
         A system that does not compile, `examples/broken_ring`, with its cycle marked:\n\n{}",
        inline(&control_loop, "rosweave-control-loop"),
        inline(&ring, "rosweave-broken-ring"),
    );
    committed("runtime/src/describe/pictures.md", &page);
}

/// The check of descriptions is that of the compiler: it says the same, word for word.
#[test]
fn the_ring_is_refused_in_the_words_of_the_compiler() {
    let ring = broken_ring();
    let [cycle] = ring.cycles.as_slice() else { panic!("{:?}", ring.cycles) };
    let said =
        std::fs::read_to_string(root().join("examples/broken_ring/expected.txt")).expect("it is there");
    for line in cycle.message.lines() {
        assert!(said.contains(line.trim()), "rustc does not say: {line}");
    }
}

#[test]
fn pictures_of_real_nodes_have_every_entity() {
    let kitchen = rosweave::describe::<Kitchen>();
    for description in [kitchen, program("control_loop"), program("two_nodes"), program("talker_listener")] {
        let picture = svg(&description, Page::Alone);
        let document = roxmltree::Document::parse(&picture).expect("it is XML");
        let texts: Vec<&str> = document.descendants().filter_map(|node| node.text()).collect();
        for fixtures::Entities { shown, told } in fixtures::entities(&description) {
            assert!(texts.contains(&&*shown), "`{shown}` is not drawn");
            assert!(texts.iter().any(|text| text.contains(&told)), "no tooltip has `{told}`");
        }
    }
}
