//! A node's section, in Markdown with HTML inside.
//!
//! Tables are Markdown, so that rustdoc resolves their links; what a user wrote stands in them as character
//! references. No line is indented, and what has to stay raw HTML has no blank line.

use rosweave_describe::tables::{self, Cell, Table};
use rosweave_describe::{Description, GroupKind, Node, Page, svg};

use super::ANCHOR;
use super::describe::Described;
use super::inline::{code, link, plain, prose, ty};

/// A link that rustdoc could not resolve stays as `[text][path]`: of that, only what is `<code>` is shown. On a
/// phone each row is a block, in which each cell says what it is.
const STYLE: &str = "<style>\
.rosweave .rw-picture{overflow-x:auto;margin:0 0 1em}\
.rosweave .rw-link{font-size:0}\
.rosweave .rw-head{display:none}\
.rosweave td{vertical-align:top}\
.rosweave td code{font-size:.875rem;padding:0;background:none;white-space:nowrap}\
.rosweave td code.rw-long{display:inline-block;min-width:16em;white-space:normal;overflow-wrap:anywhere}\
@media(max-width:700px){\
.rosweave thead,.rosweave td:empty{display:none}\
.rosweave table,.rosweave tbody,.rosweave tr,.rosweave td{display:block}\
.rosweave tr{border:1px solid var(--border-color);padding:.4em .6em;margin-bottom:.6em}\
.docblock .rosweave td{border:0;padding:.1em 0 .1em 7.5rem;text-indent:-7.5rem}\
.rosweave .rw-head{display:inline-block;width:7.25rem;text-indent:0;font-size:.875rem;opacity:.75}\
.rosweave td code.rw-long{display:inline;min-width:0;word-break:break-all}\
}\
</style>";

/// The section, as the value of a `#[doc = ..]`.
pub(crate) fn page(described: &Described) -> String {
    let node = &described.node;
    let description = Description { nodes: vec![node.clone()], ..Description::default() };
    let picture = svg(&description, Page::Inline { prefix: ANCHOR });
    // rustdoc cuts the first paragraph off: nothing may begin in it that ends later.
    let name = code(&node.full_name());
    let mut page =
        format!("<span id=\"{ANCHOR}\"></span>What the node {name} hears, says, offers and calls.\n\n");
    page += &format!("<div class=\"rosweave\">\n{STYLE}\n\n");
    if !described.complete {
        page += "Its publishers and clients are missing here: the macro finds a struct by its name, and the impl \
                 block names it by another one, such as a type alias, or several nodes have the name.\n\n";
    }
    page += &format!("<div class=\"rw-picture\">\n{picture}\n</div>\n\n");
    let links = Links { described };
    for each in tables::of_node(node) {
        links.table(&each, &mut page);
        if each.title == "Groups" {
            parallel(node, &mut page);
        }
    }
    page + "</div>\n"
}

/// What may run beside what, in a sentence a kind of group.
fn parallel(node: &Node, page: &mut String) {
    let has = |kinds: &[GroupKind]| {
        let runs = |name: &str| node.callbacks.iter().any(|callback| callback.group == name);
        node.groups.iter().any(|group| kinds.contains(&group.kind) && runs(&group.name))
    };
    if node.callbacks.is_empty() {
        return;
    }
    *page += "Callbacks of different groups run in parallel.";
    if has(&[GroupKind::Exclusive]) {
        *page += " In an exclusive group each callback excludes all others, and itself.";
    }
    if has(&[GroupKind::Reentrant, GroupKind::Capped]) {
        *page += " In a reentrant group they overlap, also with themselves.";
    }
    *page += "\n\n";
}

/// What names link to.
struct Links<'a> {
    described: &'a Described,
}

impl Links<'_> {
    fn table(&self, table: &Table, page: &mut String) {
        let head: Vec<String> = table.head.iter().map(|head| plain(head)).collect();
        *page +=
            &format!("# {}\n\n| {} |\n|{}\n", table.title, head.join(" | "), " --- |".repeat(head.len()));
        for row in &table.rows {
            let cells: Vec<String> =
                row.iter().zip(table.head).map(|(cell, head)| self.cell(cell, head)).collect();
            *page += &format!("| {} |\n", cells.join(" | "));
        }
        page.push('\n');
    }

    fn cell(&self, cell: &Cell, head: &str) -> String {
        if cell.is_empty() {
            return String::new();
        }
        let text = match cell {
            Cell::Code(text) => self.name(text, head),
            Cell::Codes(texts) => {
                texts.iter().map(|text| self.name(text, head)).collect::<Vec<_>>().join(", ")
            }
            Cell::Words(text) => plain(text),
            Cell::Doc(text) => prose(text),
        };
        format!("<span class=\"rw-head\">{}</span> {text}", plain(head))
    }

    /// A name in the column with that head.
    fn name(&self, name: &str, head: &str) -> String {
        let Described { path, group_paths, members, .. } = self.described;
        match head {
            "type" => ty(name),
            "group" => link(name, group_paths.get(name).map_or("", String::as_str)),
            // Names of topics and services are no paths, and names of members are none of theirs.
            _ if members.contains(name) => link(name, &format!("{path}::{name}")),
            _ => code(name),
        }
    }
}
