//! Mermaid, which GitHub and many editors draw.

use std::fmt::Write;

use crate::ends::Join;
use crate::fit;
use crate::graph::{Arc, Flow, Graph, GroupBox, Pill, Row, RowKind};
use crate::model::{Description, GroupKind};

/// The longest name that is shown whole.
const WIDEST: usize = 60;

/// The description as a Mermaid flowchart.
pub fn mermaid(description: &Description) -> String {
    let graph = Graph::new(description);
    let mut out = String::from("flowchart LR\n");
    // A text takes all that is written into it.
    let _ = write(&mut out, &graph);
    out
}

fn write(out: &mut String, graph: &Graph) -> std::fmt::Result {
    for (i, pill) in graph.pills.iter().enumerate() {
        writeln!(out, "  p{i}{}", pill_shape(pill))?;
    }
    for (n, node) in graph.nodes.iter().enumerate() {
        writeln!(out, "  subgraph n{n}[\"{} ({})\"]", label(&node.name), label(&node.type_name))?;
        for g in node.groups.clone() {
            let group = &graph.groups[g];
            writeln!(out, "    subgraph g{g}[\"{}, {}\"]", label(&group.name), label(&group.note()))?;
            for r in group.rows.clone() {
                writeln!(out, "      r{r}{}", row_shape(&graph.rows[r]))?;
            }
            writeln!(out, "    end")?;
        }
        for r in node.publishers.clone() {
            writeln!(out, "    r{r}{}", row_shape(&graph.rows[r]))?;
        }
        writeln!(out, "  end")?;
    }
    let mut marked = Vec::new();
    for (i, link) in graph.links.iter().enumerate() {
        match link.flow {
            // Goals go one way, feedback and results the other one.
            Flow::ToRow if graph.pills[link.pill].join == Join::Action => {
                writeln!(out, "  p{} <==> r{}", link.pill, link.row)?;
            }
            Flow::ToPill if graph.pills[link.pill].join == Join::Action => {
                writeln!(out, "  r{} <==> p{}", link.row, link.pill)?;
            }
            Flow::ToRow => writeln!(out, "  p{} --> r{}", link.pill, link.row)?,
            Flow::ToPill => writeln!(out, "  r{} --> p{}", link.row, link.pill)?,
        }
        if link.marked {
            marked.push(i.to_string());
        }
    }
    for (i, arc) in graph.arcs.iter().enumerate() {
        writeln!(out, "  r{} -. \"{}\" .-> r{}", arc.from, label(&arc_words(arc)), arc.to)?;
        if !arc.steps.is_empty() {
            marked.push((graph.links.len() + i).to_string());
        }
    }
    for (g, group) in graph.groups.iter().enumerate() {
        if let Some(style) = group_style(group) {
            writeln!(out, "  style g{g} {style}")?;
        }
    }
    if !marked.is_empty() {
        writeln!(out, "  linkStyle {} stroke:#e5484d,stroke-width:3px", marked.join(","))?;
    }
    Ok(())
}

fn arc_words(arc: &Arc) -> String {
    let steps: Vec<String> = arc.steps.iter().map(usize::to_string).collect();
    let number = if steps.is_empty() { String::new() } else { format!("{}. ", steps.join(", ")) };
    let verb = if arc.awaits { "awaits" } else { "blocks" };
    format!("{number}{verb}{}", if arc.assumed { " (assumed)" } else { "" })
}

fn group_style(group: &GroupBox) -> Option<&'static str> {
    match (group.marked, group.kind) {
        (true, GroupKind::Exclusive) => Some("stroke:#e5484d,stroke-width:3px"),
        (true, _) => Some("stroke:#e5484d,stroke-width:3px,stroke-dasharray:7 4"),
        (false, GroupKind::Exclusive) => None,
        (false, _) => Some("stroke-dasharray:7 4"),
    }
}

fn pill_shape(pill: &Pill) -> String {
    let text = format!("{}<br/>{} {}", label(&pill.name), pill.join.noun(), label(&pill.ty));
    match pill.join {
        Join::Topic => format!("([\"{text}\"])"),
        Join::Service => format!("{{{{\"{text}\"}}}}"),
        Join::Action => format!("[[\"{text}\"]]"),
    }
}

fn row_shape(row: &Row) -> String {
    let tag = if row.tag.is_empty() { String::new() } else { format!(", {}", row.tag) };
    let text = format!("{}<br/>{}{tag}", label(&row.name), label(&row.detail));
    match row.kind {
        RowKind::Client | RowKind::ActionClient | RowKind::Publisher => format!("(\"{text}\")"),
        _ => format!("[\"{text}\"]"),
    }
}

/// A text between quotes. Mermaid looks for directives, entities, Markdown and HTML there, so that all but the
/// plainest characters are written as their numbers.
fn label(text: &str) -> String {
    let text = fit::shorten(text, WIDEST);
    let mut label = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_alphanumeric() || matches!(c, '…' | ' ' | '/' | '_' | '-' | '.' | ',' | ':' | '(' | ')') {
            label.push(c);
        } else {
            label += &format!("#{};", u32::from(c));
        }
    }
    label
}
