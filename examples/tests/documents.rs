//! The documents: every link leads somewhere, and every command names what is there.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Options, Parser, Tag, TagEnd};

/// What a document holds that may be stale.
#[derive(Default)]
struct Document {
    /// Of its headings, as GitHub makes them.
    anchors: BTreeSet<String>,
    links: Vec<String>,
    /// The lines behind `$` of its console blocks.
    commands: Vec<String>,
}

#[test]
fn every_link_leads_somewhere() {
    let mut dead = Vec::new();
    for path in documents() {
        let document = read(&path);
        for link in &document.links {
            if !leads_somewhere(&path, &document, link) {
                dead.push(format!("{}: {link}", path.display()));
            }
        }
    }
    assert!(dead.is_empty(), "links that lead nowhere:\n{}", dead.join("\n"));
}

#[test]
fn every_command_names_what_is_there() {
    let mut wrong = Vec::new();
    for path in documents() {
        for command in read(&path).commands {
            let words: Vec<&str> = command.split_whitespace().take_while(|&word| word != "--").collect();
            let is_wrong = words.windows(2).any(|pair| match pair[0] {
                "--example" => !root().join(format!("examples/examples/{}.rs", pair[1])).is_file(),
                "--bench" => !has_target("benches", pair[1]),
                "--test" => !has_target("tests", pair[1]),
                "--manifest-path" | "bash" => !root().join(pair[1]).is_file(),
                _ => false,
            });
            if is_wrong {
                wrong.push(format!("{}: {command}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "commands that name what is not there:\n{}", wrong.join("\n"));
}

#[test]
fn every_page_is_in_the_table_of_contents() {
    let contents = read(&root().join("docs/SUMMARY.md"));
    let pages = documents().into_iter().filter_map(|path| {
        let page = path.strip_prefix(root().join("docs")).ok()?.to_str()?.to_owned();
        (page != "SUMMARY.md").then_some(page)
    });
    let missing: Vec<_> = pages.filter(|page| !contents.links.contains(page)).collect();
    assert!(missing.is_empty(), "docs/SUMMARY.md lacks {missing:?}");
}

#[test]
fn stale_links_and_commands_are_found() {
    let here = root().join("README.md");
    let document = parse(
        "# The Rule, again\n[a](#the-rule-again) [b](#the-rule) [c](docs/no.md) [d](LICENSE-MIT)\n\
         ```console\n$ cargo run --example adder\n```\n",
    );
    let dead: Vec<_> =
        document.links.iter().filter(|link| !leads_somewhere(&here, &document, link)).collect();
    assert_eq!(dead, ["#the-rule", "docs/no.md"]);
    assert_eq!(document.commands, ["cargo run --example adder"]);
}

#[test]
fn the_readme_can_be_read_in_one_go() {
    let lines = fs::read_to_string(root().join("README.md")).expect("it is there").lines().count();
    assert!(lines <= 150, "README.md has {lines} lines; what is not needed to stay belongs into docs/guide");
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace is around the package")
}

/// Whether a package has such a test or benchmark.
fn has_target(kind: &str, name: &str) -> bool {
    ["runtime", "runtime/agreement", "examples", "ui-tests"].iter().any(|package| {
        let folder = root().join(package).join(kind);
        folder.join(format!("{name}.rs")).is_file() || folder.join(name).join("main.rs").is_file()
    })
}

/// All documents of the repository.
fn documents() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = ["docs", "examples/gallery"].map(|folder| root().join(folder)).into();
    folders.push(root().to_owned());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("the folder is there") {
            let path = entry.expect("it can be read").path();
            if path.extension().is_some_and(|extension| extension == "md") {
                found.push(path);
            } else if path.is_dir() && path.starts_with(root().join("docs")) {
                folders.push(path);
            }
        }
    }
    assert!(found.len() > 10, "{found:?}");
    found
}

fn read(path: &Path) -> Document {
    parse(&fs::read_to_string(path).expect("it is text"))
}

fn parse(text: &str) -> Document {
    let mut document = Document::default();
    let (mut heading, mut is_console): (Option<String>, bool) = (None, false);
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => {
                document.anchors.extend(heading.take().map(|title| anchor(&title)));
            }
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                document.links.push(dest_url.into_string());
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(CowStr::Borrowed(language)))) => {
                is_console = language == "console";
            }
            Event::End(TagEnd::CodeBlock) => is_console = false,
            Event::Text(text) if is_console => {
                let commands = text.lines().filter_map(|line| line.strip_prefix("$ "));
                document.commands.extend(commands.map(str::to_owned));
            }
            Event::Text(text) | Event::Code(text) => {
                if let Some(title) = &mut heading {
                    title.push_str(&text);
                }
            }
            _ => {}
        }
    }
    document
}

/// The name that GitHub gives a heading's place.
fn anchor(title: &str) -> String {
    let kept = title.chars().filter(|&letter| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_'));
    kept.flat_map(char::to_lowercase).map(|letter| if letter == ' ' { '-' } else { letter }).collect()
}

fn leads_somewhere(from: &Path, document: &Document, link: &str) -> bool {
    if link.contains("://") {
        // The net is not always there; what stands elsewhere is not ours to keep.
        return true;
    }
    let (file, place) = link.split_once('#').unwrap_or((link, ""));
    if file.is_empty() {
        return document.anchors.contains(place);
    }
    let target = from.parent().expect("a file is in a folder").join(file);
    target.exists() && (place.is_empty() || read(&target).anchors.contains(place))
}
