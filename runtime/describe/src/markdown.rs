//! Markdown, as GitHub renders it.

use crate::fit;
use crate::mermaid::mermaid;
use crate::model::Description;
use crate::tables::{self, Cell, Table};

/// The description as Markdown: a picture that GitHub draws, and tables.
///
/// Doc comments keep their code spans. All else in them is shown as it is written.
pub fn markdown(description: &Description) -> String {
    let mut out = String::new();
    for cycle in &description.cycles {
        // Four spaces make it code, whatever is in it.
        fit::lines(&cycle.message).for_each(|line| out += &format!("    {line}\n"));
        out.push('\n');
    }
    out += &format!("```mermaid\n{}```\n", mermaid(description));
    for node in &description.nodes {
        let name = code(&fit::one_line(&node.full_name()));
        out += &format!("\n## {name} ({})\n", code(&fit::one_line(&node.type_name)));
        let doc = fit::summary(&node.doc);
        if !doc.is_empty() {
            out += &format!("\n{}\n", prose(&doc));
        }
        tables::of_node(node).iter().for_each(|each| table(&mut out, each));
    }
    if let Some(joins) = tables::of_joins(description) {
        table(&mut out, &joins);
    }
    out
}

fn table(out: &mut String, table: &Table) {
    *out += &format!("\n### {}\n\n| {} |\n|", table.title, table.head.join(" | "));
    *out += &" --- |".repeat(table.head.len());
    out.push('\n');
    for row in &table.rows {
        let cells: Vec<String> = row.iter().map(cell).collect();
        *out += &format!("| {} |\n", cells.join(" | "));
    }
}

fn cell(cell: &Cell) -> String {
    let text = match cell {
        Cell::Code(text) => code(text),
        Cell::Codes(texts) => texts.iter().map(|text| code(text)).collect::<Vec<_>>().join(", "),
        Cell::Words(text) | Cell::Doc(text) => prose(text),
    };
    // In a table a bar ends the cell, inside of code, too.
    text.replace('|', "\\|")
}

/// A code span, whatever is in it.
fn code(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let space = if longest > 0 || (text.starts_with(' ') && text.ends_with(' ')) { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

/// Text that is shown as it is, but for code spans between single backticks.
fn prose(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    // With an odd number of backticks one cannot tell which of them belong together.
    if parts.len().is_multiple_of(2) || parts.iter().skip(1).step_by(2).any(|part| part.trim().is_empty()) {
        return escape(text);
    }
    let spans = parts.iter().enumerate();
    spans.map(|(i, part)| if i % 2 == 0 { escape(part) } else { code(part) }).collect()
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for (i, c) in text.char_indices() {
        let starts = i == 0 && matches!(c, '#' | '+' | '-' | '=' | ':' | '@');
        if starts || matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '~' | '$') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_spans_hold_backticks() {
        assert_eq!(code("a"), "`a`");
        assert_eq!(code("a`b``c"), "``` a`b``c ```");
    }

    #[test]
    fn prose_keeps_code_and_shows_the_rest() {
        assert_eq!(prose("see `on_goal` -- *not* <b>"), r"see `on_goal` -- \*not\* \<b\>");
        assert_eq!(prose("odd ` one_"), r"odd \` one\_");
        assert_eq!(prose("# no heading"), r"\# no heading");
    }

    #[test]
    fn a_bar_does_not_end_a_cell() {
        assert_eq!(cell(&Cell::Code("a|b".to_owned())), r"`a\|b`");
    }
}
