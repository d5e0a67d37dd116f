//! What `cargo doc` shows of nodes: the pages of this package, built as a user would, read as a browser does.
#![allow(missing_docs)]

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use rosweave::describe::{NodeInfo, Page as Place, Trigger, svg};
use rosweave::{Node, describe};
use rosweave_docs_tests::{Pose, forms, names, placed};
use roxmltree::Document;
use scraper::{ElementRef, Html, Selector};

/// The folder of the fixture's pages. Building fails where rustdoc has anything to say.
fn folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("docs");
        let cargo = |arguments: &[&str]| {
            let mut cargo = Command::new(env!("CARGO"));
            cargo.args(arguments).current_dir(env!("CARGO_MANIFEST_DIR"));
            let built = cargo.env("CARGO_TARGET_DIR", &target).env("RUSTDOCFLAGS", "-D warnings").output();
            let output = built.expect("cargo can be run");
            let text = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success() && !text.contains("warning:"), "{text}");
        };
        // Private items and what stands behind features make no warning either.
        let private = ["rustdoc", "--lib", "--all-features", "-p", "rosweave-docs-tests"];
        cargo(&[&private[..], &["--", "--document-private-items"]].concat());
        cargo(&["doc", "--no-deps", "-p", "rosweave-docs-tests"]);
        target.join("doc/rosweave_docs_tests")
    })
}

/// The page of a node's type.
struct Page {
    path: PathBuf,
    text: String,
    html: Html,
}

impl Page {
    fn of(path: &str) -> Page {
        let path = folder().join(path);
        let text = fs::read_to_string(&path).expect("the page is there");
        let html = Html::parse_document(&text);
        Page { path, text, html }
    }

    fn all(&self, selector: &str) -> Vec<ElementRef<'_>> {
        let selector = Selector::parse(selector).expect("a selector");
        // A select can not outlive the selector, so its elements are found again by their ids.
        let ids: Vec<_> = self.html.select(&selector).map(|element| element.id()).collect();
        ids.into_iter().filter_map(|id| ElementRef::wrap(self.html.tree.get(id)?)).collect()
    }

    /// The tables of the section by their titles, each row as its cells.
    fn rows(&self, title: &str) -> Vec<Vec<String>> {
        let heading = self.all(".rosweave h4").into_iter().find(|heading| text(*heading).ends_with(title));
        let Some(heading) = heading else { return Vec::new() };
        let rest = heading.next_siblings().filter_map(ElementRef::wrap);
        let mut cells = Vec::new();
        let (row, cell) = (Selector::parse("tbody tr").expect("tr"), Selector::parse("td").expect("td"));
        for table in rest.take(1) {
            cells.extend(table.select(&row).map(|row| row.select(&cell).map(visible).collect()));
        }
        cells
    }

    /// The picture, as it stands in the page.
    fn picture_text(&self) -> &str {
        let (_, from) = self.text.split_once("<div class=\"rw-picture\">").expect("a picture");
        let from = from.trim_start();
        let end = from.find("</svg>").expect("the picture ends") + "</svg>".len();
        &from[..end]
    }

    fn picture(&self) -> Document<'_> {
        Document::parse(self.picture_text()).expect("the picture is XML")
    }
}

fn text(element: ElementRef<'_>) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What is seen of a cell on a wide page.
fn visible(cell: ElementRef<'_>) -> String {
    fn walk(element: ElementRef<'_>, hidden: bool, seen: &mut String) {
        for child in element.children() {
            if let Some(text) = child.value().as_text().filter(|_| !hidden) {
                seen.push_str(text);
            } else if let Some(child) = ElementRef::wrap(child) {
                let classes: Vec<&str> = child.value().classes().collect();
                if classes.contains(&"rw-head") {
                    continue;
                }
                // The style shows only code within a link that may be unresolved.
                let hidden = (hidden || classes.contains(&"rw-link")) && child.value().name() != "code";
                walk(child, hidden, seen);
            }
        }
    }
    let mut seen = String::new();
    walk(cell, false, &mut seen);
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Pages, with what the compiled nodes say of themselves.
fn nodes() -> Vec<(Page, NodeInfo)> {
    fn node<N: Node>(path: &str) -> (Page, NodeInfo) {
        (Page::of(path), describe::<N>().nodes.remove(0))
    }
    vec![
        node::<forms::Plain>("forms/struct.Plain.html"),
        node::<forms::Leaving>("forms/struct.Leaving.html"),
        node::<forms::Generic<Pose>>("forms/struct.Generic.html"),
        node::<forms::Made>("forms/struct.Made.html"),
        node::<forms::renamed::Renamed>("forms/renamed/struct.Renamed.html"),
        node::<names::Nasty>("names/struct.Nasty.html"),
        node::<names::Many>("names/struct.Many.html"),
        node::<placed::Apart>("placed/struct.Apart.html"),
        node::<placed::Globbed>("placed/struct.Globbed.html"),
        node::<placed::Pathed>("placed/struct.Pathed.html"),
        node::<placed::former::Twin>("placed/former/struct.Twin.html"),
        node::<placed::latter::Twin>("placed/latter/struct.Twin.html"),
    ]
}

/// What has to be in the tables: the title of each, and cells that one of its rows has. The last one is the name
/// in the source.
fn expected(node: &NodeInfo) -> Vec<(&'static str, Vec<&str>)> {
    let group = |name| node.group(name).expect("the group is described").title();
    let mut rows = Vec::new();
    for callback in &node.callbacks {
        let (name, group) = (&*callback.name, group(&callback.group));
        rows.push(match &callback.trigger {
            Trigger::Subscription(each) => ("Subscriptions", vec![&*each.topic, &each.message, group, name]),
            Trigger::Service(each) => ("Services", vec![&*each.service, &each.service_type, group, name]),
            Trigger::Action(each) => ("Actions", vec![&*each.action, &each.action_type, group, name]),
            Trigger::Change(_) => ("Changes", vec![group, name]),
            Trigger::Timer(_) => ("Timers", vec![group, name]),
        });
        rows.extend(callback.waits.iter().map(|wait| ("Waits", vec![name, &*wait.client])));
    }
    for each in &node.clients {
        let cells = vec![&*each.service, &each.service_type, group(&each.group), &each.field];
        rows.push(("Clients", cells));
    }
    for each in &node.publishers {
        rows.push(("Publishers", vec![&*each.topic, &each.message, &each.field]));
    }
    rows
}

#[test]
fn each_entity_of_a_node_has_its_row() {
    for (page, node) in nodes() {
        for (table, cells) in expected(&node) {
            let rows = page.rows(table);
            // A macro's `$crate` is shown as the crate that it means.
            let cells: Vec<String> = cells.into_iter().map(|cell| cell.replace("$crate", "crate")).collect();
            let has = |row: &Vec<String>| cells.iter().all(|cell| row.contains(cell));
            assert!(rows.iter().any(has), "{}: no {cells:?} in {table}: {rows:#?}", node.type_name);
        }
    }
}

#[test]
fn each_group_has_the_kind_that_it_has() {
    for (page, node) in nodes() {
        let rows: Vec<(String, String)> =
            page.rows("Groups").into_iter().map(|row| (row[0].clone(), row[1].clone())).collect();
        let groups: Vec<(String, String)> =
            node.groups.iter().map(|group| (group.title().to_owned(), group.in_words())).collect();
        assert_eq!(rows, groups, "{}", node.type_name);
    }
}

/// What a reader of the picture can find: its texts and tooltips.
fn words(picture: &Document<'_>) -> String {
    let texts = picture.descendants().filter(|node| node.is_text());
    texts.filter_map(|node| node.text()).collect::<Vec<_>>().join("\n")
}

#[test]
fn each_entity_of_a_node_is_in_its_picture() {
    for (page, node) in nodes() {
        let picture = page.picture();
        let root = picture.root_element();
        let labels: Vec<&str> = root.attribute("aria-labelledby").expect("labels").split(' ').collect();
        for label in &labels {
            let labelled = picture.descendants().find(|node| node.attribute("id") == Some(label));
            assert!(labelled.and_then(|node| node.text()).is_some_and(|text| !text.is_empty()), "{label}");
        }
        let words = words(&picture);
        for (table, cells) in expected(&node) {
            let (name, first) = (*cells.last().expect("a name"), cells[0]);
            assert!(words.contains(name), "{}: {table}: no {name} in {words}", node.type_name);
            assert!(words.contains(first), "{}: {table}: no {first} in {words}", node.type_name);
        }
    }
}

/// What the macros see of a node comes to the same as what the compiled node says of itself.
#[test]
fn a_picture_is_that_of_the_compiled_node() {
    fn check<N: Node>(path: &str) {
        let drawn = svg(&describe::<N>(), Place::Inline { prefix: "node-interface" });
        assert_eq!(Page::of(path).picture_text(), drawn, "{path}");
    }
    check::<forms::Plain>("forms/struct.Plain.html");
    check::<forms::Generic<Pose>>("forms/struct.Generic.html");
    check::<forms::Leaving>("forms/struct.Leaving.html");
    check::<names::Nasty>("names/struct.Nasty.html");
    check::<names::Many>("names/struct.Many.html");
    check::<placed::Apart>("placed/struct.Apart.html");
    check::<placed::Globbed>("placed/struct.Globbed.html");
}

#[test]
fn a_name_that_hides_a_group_stays_as_it_is_written() {
    let page = Page::of("placed/struct.Before.html");
    let groups: Vec<(String, String)> =
        page.rows("Groups").into_iter().map(|row| (row[0].clone(), row[1].clone())).collect();
    let unseen = "its type says what may overlap";
    let expected = [
        ("Alias", unseen),
        ("Bus", unseen),
        ("Control", "exclusive: one callback at a time"),
        ("Pool", "reentrant: callbacks overlap, at most 4 at a time"),
        ("Near", "exclusive: one callback at a time"),
    ];
    assert_eq!(groups, expected.map(|(name, kind)| (name.to_owned(), kind.to_owned())));
    page.picture();
}

#[test]
fn two_groups_of_one_name_are_told_apart() {
    let rows = Page::of("placed/struct.Sides.html").rows("Groups");
    let groups: Vec<[&str; 2]> = rows.iter().map(|row| [&*row[0], &*row[1]]).collect();
    let kinds = ["exclusive: one callback at a time", "reentrant: callbacks overlap, also with themselves"];
    assert_eq!(groups, [["Side", kinds[0]], ["right::Side", kinds[1]]]);
}

/// Which of them an alias means is anybody's guess.
#[test]
fn what_several_declarations_do_not_agree_in_is_not_said() {
    let rows = Page::of("placed/struct.Guess.html").rows("Groups");
    assert_eq!(rows[0][..2], ["Side", "its type says what may overlap"]);
}

#[test]
fn a_struct_that_is_out_of_sight_is_said_to_be() {
    let page = Page::of("placed/struct.Aliased.html");
    assert!(page.text.contains("Its publishers and clients are missing here"));
    assert_eq!((page.rows("Timers").len(), page.rows("Publishers").len()), (1, 0));
    assert!(!nodes().iter().any(|(page, _)| page.text.contains("are missing here")));
}

#[test]
fn docs_that_are_off_leave_no_trace() {
    let page = Page::of("forms/struct.Quiet.html");
    assert!(page.text.contains("Has no section on its interface."));
    assert!(!page.text.contains("node-interface") && !page.text.contains("rosweave\""));
}

#[test]
fn what_a_cfg_leaves_out_is_not_there() {
    let page = Page::of("forms/struct.Plain.html");
    assert!(!page.text.contains("with_extra") && page.text.contains("without_extra"));
}

#[test]
fn a_row_has_as_many_cells_as_its_table_has_columns() {
    for (page, node) in nodes() {
        let columns = |table: ElementRef<'_>, of: &str| {
            let selector = Selector::parse(of).expect("a selector");
            table.select(&selector).count()
        };
        let tables = page.all(".rosweave table");
        assert!(tables.len() >= 2, "{}", node.type_name);
        for table in tables {
            let (head, rows) = (columns(table, "th"), columns(table, "tbody tr"));
            assert_eq!(columns(table, "td"), head * rows, "{}", node.type_name);
        }
    }
}

#[test]
fn pages_are_sound_html() {
    for (page, node) in nodes() {
        assert!(page.html.errors.is_empty(), "{}: {:?}", node.type_name, page.html.errors);
    }
}

/// Doc comments are full of what ends an element, a cell or a comment.
#[test]
fn texts_are_shown_as_they_are() {
    let page = Page::of("names/struct.Nasty.html");
    let about = |title: &str| page.rows(title).into_iter().map(|row| row.last().expect("cells").clone());
    let told: Vec<String> = about("Publishers").chain(about("Subscriptions")).collect();
    let expected = [
        "Ends a cell | and a -- comment, with **stars**, _lines_, <b>tags</b>, </div>, </svg>, & and &amp;.",
        "🤖 мир עולם turned round 世界 'single' \"double\" code | <i> x https://example.com",
        "<script>alert(\"--\")</script> <!-- never closed",
        "A block comment | with a bar.",
    ];
    assert_eq!(told, expected);
    assert!(words(&page.picture()).contains("</svg>"));
}

#[test]
fn links_lead_somewhere() {
    let mut seen = BTreeSet::new();
    for (page, _) in nodes() {
        for link in page.all(".rosweave a, .docblock a[href='#node-interface']") {
            let href = link.value().attr("href").expect("a link has a target");
            if href.starts_with("https://") {
                continue;
            }
            let (file, place) = href.split_once('#').unwrap_or((href, ""));
            let target = match file {
                "" => page.path.clone(),
                file => page.path.parent().expect("a page is in a folder").join(file),
            };
            let text = fs::read_to_string(&target).unwrap_or_else(|_| panic!("{href} leads nowhere"));
            assert!(
                place.is_empty() || text.contains(&format!("id=\"{place}\"")),
                "{href} has no such place"
            );
            seen.insert(href.trim_start_matches("../").to_owned());
        }
    }
    let links =
        ["#node-interface", "struct.Pose.html", "groups/struct.Io.html", "struct.Plain.html#method.control"];
    for link in links {
        assert!(seen.contains(link), "{link} is in no section: {seen:#?}");
    }
}

/// Each identifier is there once, also where several pictures could claim it.
#[test]
fn no_two_places_of_a_page_share_a_name() {
    for (page, node) in nodes() {
        let mut ids = BTreeSet::new();
        for element in page.all("[id]") {
            let id = element.value().attr("id").expect("an id");
            assert!(ids.insert(id), "{}: {id} is there twice", node.type_name);
        }
    }
}

/// rustdoc runs each block of code as a test: one that the section repeats would run twice.
#[test]
fn examples_are_not_repeated() {
    for (page, node) in nodes() {
        assert!(page.all(".rosweave pre").is_empty(), "{}", node.type_name);
    }
    let blocks = Page::of("forms/struct.Plain.html").all("pre.rust-example-rendered").len();
    assert_eq!(blocks, 2, "one of the struct, one of a callback");
}
