//! What `--help` says: the nodes of a program, and what can be given to them.

use std::fmt::Write;
use std::path::Path;

use crate::facts::ends::End;
use crate::facts::names::NameKind;
use crate::facts::{FieldKind, NodeFacts};
use crate::life::Identity;
use crate::parameters::check::{range, told};
use crate::parameters::constant;

/// The help of a program with these nodes.
pub(crate) fn text(nodes: &[NodeFacts<'_>]) -> String {
    let program = std::env::args().next().unwrap_or_default();
    let program =
        Path::new(&program).file_name().map_or_else(|| program.clone().into(), |name| name.to_string_lossy());
    let mut help = format!(
        "Usage: {program} [--help] [--describe [FORMAT]] [--ros-args [ROS 2'S ARGUMENTS]] [-- OWN ARGUMENTS]\n"
    );
    for node in nodes {
        help.push('\n');
        help += &of_node(node);
    }
    help + ROS_ARGS
}

const ROS_ARGS: &str = "
  --help                   say this
  --describe [FORMAT]      say what the nodes are, as `text`, `json`, `markdown`, `svg` or `mermaid`
Behind --ros-args:
  -r, --remap FROM:=TO     another name for a topic or service; `__node:=NAME`, `__ns:=/SPACE`; for one node: NODE:FROM:=TO
  -p, --param NAME:=VALUE  the value of a parameter, as YAML; for one node: NODE:NAME:=VALUE
  --params-file FILE       the values of parameters, from a YAML file
  --log-level LEVEL        debug, info, warn, error or fatal; of one logger: LOGGER:=LEVEL
  --disable-rosout-logs    no log on /rosout; --disable-stdout-logs: none on standard error
";

fn of_node(facts: &NodeFacts<'_>) -> String {
    let identity = Identity::declared(facts);
    let mut text = format!("{} ({})\n", identity.full(), facts.type_name);
    indent(&mut text, "  ", facts.doc);
    parameters(&mut text, facts);
    for (title, lines) in ends(facts) {
        if lines.is_empty() {
            continue;
        }
        let _ = writeln!(text, "  {title}");
        for line in lines {
            let _ = writeln!(text, "    {line}");
        }
    }
    text
}

/// Each parameter with its type, range and default.
fn parameters(text: &mut String, facts: &NodeFacts<'_>) {
    let all = facts.fields.iter().filter_map(|field| match &field.kind {
        FieldKind::Parameter(parameter) => Some(parameter.flatten()),
        _ => None,
    });
    for (i, (name, doc, spec)) in all.flatten().enumerate() {
        if i == 0 {
            text.push_str("  parameters\n");
        }
        let mut line = format!("    {name}: {}", spec.ty.kind);
        let range =
            range(&spec).map(told).or((!spec.ty.choices.is_empty()).then(|| spec.ty.choices.join(", ")));
        line += &range.map(|range| format!(", {range}")).unwrap_or_default();
        line += &match constant(&spec) {
            Some(default) => format!(", default {default}"),
            None if spec.ty.optional => ", may be unset".to_owned(),
            None => ", has to be given".to_owned(),
        };
        line += if spec.read_only { ", read-only" } else { "" };
        let _ = writeln!(text, "{line}");
        indent(text, "      ", doc);
    }
}

/// What the node has of topics, services and actions, under a title.
fn ends(facts: &NodeFacts<'_>) -> [(&'static str, Vec<String>); 3] {
    let sent: Vec<End<'_>> = facts.fields.iter().filter_map(|field| field.kind.end()).collect();
    let received: Vec<End<'_>> = facts.callbacks.iter().flat_map(|callback| callback.role.ends()).collect();
    let lines = |ends: &[End<'_>], kind: NameKind, does: &str| -> Vec<String> {
        let ends = ends.iter().filter(|end| end.kind == kind);
        ends.map(|end| format!("{} ({}): {does}", end.name, end.type_name)).collect()
    };
    let (topic, service, action) = (NameKind::Topic, NameKind::Service, NameKind::Action);
    [
        ("topics", [lines(&sent, topic, "published"), lines(&received, topic, "subscribed")]),
        ("services", [lines(&received, service, "served"), lines(&sent, service, "called")]),
        ("actions", [lines(&received, action, "goals are executed"), lines(&sent, action, "goals are sent")]),
    ]
    .map(|(title, lines)| (title, unique(lines.into_iter().flatten())))
}

fn unique(lines: impl Iterator<Item = String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for line in lines {
        if !kept.contains(&line) {
            kept.push(line);
        }
    }
    kept
}

/// The lines of a doc comment.
fn indent(text: &mut String, margin: &str, doc: &str) {
    for line in doc.lines().filter(|line| !line.trim().is_empty()) {
        let _ = writeln!(text, "{margin}{line}");
    }
}
