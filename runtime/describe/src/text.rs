//! Tables for a terminal.

use crate::fit;
use crate::model::Description;
use crate::tables::{self, Cell, Table};

/// The longest cell. Longer ones lose their middle: the JSON has all of them.
const WIDEST: usize = 56;
/// The width of doc comments.
const PROSE: usize = 88;

/// The description as tables for a terminal.
pub fn text(description: &Description) -> String {
    let mut out = String::new();
    if description.nodes.is_empty() {
        out.push_str("no nodes\n");
    }
    for (i, node) in description.nodes.iter().enumerate() {
        if i > 0 {
            out.push('\n');
        }
        out += &format!("{} ({})\n", fit::one_line(&node.full_name()), fit::one_line(&node.type_name));
        for line in fit::lines(&node.doc) {
            out += format!("  {line}").trim_end();
            out.push('\n');
        }
        tables::of_node(node).iter().for_each(|each| table(&mut out, each));
    }
    if let Some(joins) = tables::of_joins(description) {
        table(&mut out, &joins);
    }
    for cycle in &description.cycles {
        out.push('\n');
        fit::lines(&cycle.message).for_each(|line| {
            out += &line;
            out.push('\n');
        });
    }
    out
}

fn table(out: &mut String, table: &Table) {
    // Doc comments get lines of their own: beside the rest they would be too wide for a terminal.
    let columns = table.head.iter().filter(|name| **name != tables::ABOUT).count();
    let rows: Vec<Vec<String>> =
        table.rows.iter().map(|row| row[..columns].iter().map(cell).collect()).collect();
    let head: Vec<String> = table.head[..columns].iter().map(|name| (*name).to_owned()).collect();
    let widest = |column: usize| rows.iter().chain([&head]).map(|row| fit::width(&row[column])).max();
    let widths: Vec<usize> = (0..columns).map(|column| widest(column).unwrap_or(0)).collect();
    *out += &format!("\n  {}\n", table.title);
    line(out, &head, &widths);
    line(out, &widths.iter().map(|&width| "-".repeat(width)).collect::<Vec<_>>(), &widths);
    for (cells, row) in rows.iter().zip(&table.rows) {
        line(out, cells, &widths);
        if let Some(Cell::Doc(doc)) = row.get(columns) {
            fit::wrap(doc, PROSE).iter().for_each(|doc| *out += &format!("        {doc}\n"));
        }
    }
}

fn line(out: &mut String, cells: &[String], widths: &[usize]) {
    let mut line = String::from("    ");
    for (cell, &width) in cells.iter().zip(widths) {
        line += cell;
        line += &" ".repeat(width.saturating_sub(fit::width(cell)) + 2);
    }
    *out += line.trim_end();
    out.push('\n');
}

fn cell(cell: &Cell) -> String {
    let text = match cell {
        Cell::Code(text) | Cell::Words(text) | Cell::Doc(text) => text.clone(),
        Cell::Codes(texts) => texts.join(", "),
    };
    fit::shorten(&text, WIDEST)
}
