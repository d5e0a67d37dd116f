//! Each picture is well-formed XML, has all that the description has, and goes into a page unharmed.

mod fixtures;

use std::collections::BTreeSet;

use fixtures::Entities;
use rosweave_describe::{Description, Page, svg};

fn drawings() -> Vec<(&'static str, Description)> {
    let mut all = fixtures::all();
    all.push((
        "system",
        Description { nodes: all.iter().flat_map(|(_, d)| d.nodes.clone()).collect(), cycles: vec![] },
    ));
    all
}

/// All texts of a picture: those that are drawn, and the tooltips.
fn texts(picture: &str) -> (BTreeSet<String>, Vec<String>) {
    let document = roxmltree::Document::parse(picture).unwrap_or_else(|error| panic!("{error}: {picture}"));
    let of = |name: &str| {
        let elements = document.descendants().filter(|node| node.has_tag_name(name));
        elements.filter_map(|node| node.text()).map(str::to_owned).collect::<Vec<_>>()
    };
    (of("text").into_iter().collect(), of("title"))
}

#[test]
fn every_entity_is_in_the_picture() {
    for (name, description) in drawings() {
        let (drawn, tooltips) = texts(&svg(&description, Page::Alone));
        for entity in fixtures::entities(&description) {
            let Entities { shown, told } = entity;
            let is_drawn = drawn.contains(&shown) || drawn.iter().any(|text| is_short_for(text, &shown));
            assert!(is_drawn, "{name}: `{shown}` is not drawn");
            assert!(tooltips.iter().any(|text| text.contains(&told)), "{name}: no tooltip has `{told}`");
        }
    }
}

/// Whether `short` is `long` with its middle left out.
fn is_short_for(short: &str, long: &str) -> bool {
    let Some((head, tail)) = short.split_once('…') else { return false };
    long.starts_with(head) && long.ends_with(tail) && short.chars().count() > 10
}

#[test]
fn an_inline_picture_can_stand_in_a_page() {
    for (name, description) in drawings() {
        let picture = svg(&description, Page::Inline { prefix: "rosweave-Arm<T>" });
        assert!(
            picture.lines().all(|line| !line.trim().is_empty()),
            "{name}: Markdown ends HTML at a blank line"
        );
        assert!(picture.starts_with("<svg ") && picture.ends_with("</svg>"), "{name}");
        for forbidden in ["<script", "<style", "href", "http:", "https:"] {
            let body = picture.replace("http://www.w3.org/2000/svg", "");
            assert!(!body.contains(forbidden), "{name}: {forbidden}");
        }
        let document = roxmltree::Document::parse(&picture).expect("it is XML");
        let ids: Vec<_> = document.descendants().filter_map(|node| node.attribute("id")).collect();
        assert_eq!(ids, ["rosweave-Arm-T--title", "rosweave-Arm-T--desc"], "{name}");
        assert_eq!(document.root_element().attribute("aria-labelledby"), Some(&*ids.join(" ")), "{name}");
    }
}

#[test]
fn nothing_lies_outside_of_the_picture() {
    for (name, description) in drawings() {
        let picture = svg(&description, Page::Alone);
        let document = roxmltree::Document::parse(&picture).expect("it is XML");
        let number =
            |node: roxmltree::Node<'_, '_>, attribute| node.attribute(attribute)?.parse::<i32>().ok();
        let root = document.root_element();
        let (width, height) = (number(root, "width").unwrap(), number(root, "height").unwrap());
        for node in
            document.descendants().filter(|node| node.has_tag_name("rect") || node.has_tag_name("text"))
        {
            let (x, y) = (number(node, "x").unwrap(), number(node, "y").unwrap());
            let right = x + number(node, "width").unwrap_or(0);
            let bottom = y + number(node, "height").unwrap_or(0);
            assert!(0 <= x && right <= width && 0 <= y && bottom <= height, "{name}: {node:?}");
        }
    }
}

#[test]
fn no_two_topics_or_rows_overlap() {
    let description = fixtures::crowd(40);
    let picture = svg(&description, Page::Alone);
    let document = roxmltree::Document::parse(&picture).expect("it is XML");
    let mut boxes: Vec<(i32, i32)> = document
        .descendants()
        .filter(|node| node.has_tag_name("rect") && node.attribute("height") == Some("38"))
        .map(|node| {
            (node.attribute("x").unwrap().parse().unwrap(), node.attribute("y").unwrap().parse().unwrap())
        })
        .collect();
    boxes.sort_unstable();
    assert!(boxes.len() > 60, "{}", boxes.len());
    for pair in boxes.windows(2) {
        assert!(pair[0].0 != pair[1].0 || pair[1].1 - pair[0].1 >= 38, "{pair:?}");
    }
}

#[test]
fn a_cycle_is_marked_with_the_numbers_of_its_message() {
    let picture = svg(&fixtures::ring(), Page::Alone);
    let (drawn, _) = texts(&picture);
    for number in ["1", "2"] {
        assert!(drawn.contains(number), "{number}");
    }
    assert_eq!(drawn.iter().filter(|text| text.contains("in the cycle")).count(), 1, "both groups say it");
    let fine = svg(&Description { cycles: vec![], ..fixtures::ring() }, Page::Alone);
    assert!(!fine.contains("in the cycle"));
}

#[test]
fn the_same_description_gives_the_same_picture() {
    for (name, description) in drawings() {
        assert_eq!(svg(&description, Page::Alone), svg(&description.clone(), Page::Alone), "{name}");
    }
}

#[test]
fn any_character_goes_into_a_picture() {
    let every: Vec<char> =
        (0..=0x2fff).chain((0x3000..=0x10_ffff).step_by(97)).filter_map(char::from_u32).collect();
    for chunk in every.chunks(500) {
        let text: String = chunk.iter().collect();
        let mut description = fixtures::control_loop();
        let arm = &mut description.nodes[0];
        (arm.name, arm.doc) = (text.clone(), text.clone());
        arm.callbacks[0].name = text.clone();
        arm.publishers[0].topic = text.clone();
        arm.groups[0].doc = text;
        let (_, tooltips) = texts(&svg(&description, Page::Inline { prefix: "x" }));
        let visible = |c: &&char| c.is_alphanumeric();
        for c in chunk.iter().filter(visible) {
            assert!(tooltips.iter().any(|tooltip| tooltip.contains(*c)), "{c:?} is lost");
        }
    }
}
