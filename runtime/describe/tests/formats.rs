//! Text, Markdown, Mermaid and JSON hold what the description holds, whatever stands in its names and comments.

mod fixtures;

use fixtures::all;
use pulldown_cmark::{Event, Options, Parser, Tag};
use rosweave_describe::json::{self, Place, ReadError};
use rosweave_describe::{
    ActionServer, Change, DEFAULT_GROUP, Description, Format, GroupKind, Mode, Page, Qos, Reliability,
    Trigger, doubts, markdown, mermaid, svg, text,
};

#[test]
fn json_comes_back_as_it_went() {
    for (name, description) in all() {
        let written = json::write(&description);
        assert_eq!(json::read(&written).as_ref(), Ok(&description), "{name}");
        assert_eq!(json::write(&json::read(&written).expect("just read")), written, "{name}");
    }
}

/// A kind that has no arm here does not compile, and one that a format leaves out is told.
#[test]
fn callbacks_of_every_kind_are_in_every_format() {
    let kinds = [
        fixtures::hears("chatter", "String"),
        fixtures::serves("reset", "Empty"),
        Trigger::Action(ActionServer { action: "/move".to_owned(), ..ActionServer::default() }),
        fixtures::every(100),
        Trigger::Change(Change::default()),
    ];
    let place = |trigger: &Trigger| match trigger {
        Trigger::Subscription(_) => 0,
        Trigger::Service(_) => 1,
        Trigger::Action(_) => 2,
        Trigger::Timer(_) => 3,
        Trigger::Change(_) => 4,
    };
    let mut node = fixtures::node("Arm", "arm");
    node.groups = vec![fixtures::group(DEFAULT_GROUP, GroupKind::Exclusive)];
    for (number, trigger) in kinds.into_iter().enumerate() {
        assert_eq!(place(&trigger), number, "one of each");
        let name = format!("callback_{number}");
        node.callbacks.push(fixtures::callback(&name, DEFAULT_GROUP, Mode::Sync, trigger, &[]));
    }
    let names: Vec<String> = node.callbacks.iter().map(|callback| callback.name.clone()).collect();
    let description = Description { nodes: vec![node], ..Description::default() };
    let drawn = svg(&description, Page::Alone);
    let written =
        [text(&description), markdown(&description), mermaid(&description), json::write(&description), drawn];
    for (name, format) in names.iter().flat_map(|name| written.iter().map(move |format| (name, format))) {
        assert!(format.contains(name.as_str()), "{name} is not in\n{format}");
    }
}

#[test]
fn a_file_that_ends_too_early_says_where() {
    let written = json::write(&fixtures::control_loop());
    let cut: String = written.lines().take(20).collect::<Vec<_>>().join("\n");
    let error = json::read(&cut).expect_err("cut");
    assert!(matches!(error, ReadError::Truncated(Place { line: 20, .. })), "{error:?}");
    assert_eq!(json::read(""), Err(ReadError::Truncated(Place { line: 1, column: 1 })));
    // At no byte of it does a reader panic, or take a part for the whole.
    for end in (0..written.trim_end().len()).step_by(7) {
        assert!(json::read(&written[..end]).is_err(), "{end}");
    }
}

#[test]
fn what_is_no_json_says_where() {
    let error = json::read("{\n  \"schema\": oops\n}").expect_err("no JSON");
    assert_eq!(error.place(), Some(Place { line: 2, column: 13 }));
    assert!(error.to_string().starts_with("this is no JSON: expected value"), "{error}");
    assert!(matches!(json::read("<svg/>"), Err(ReadError::NotJson(Place { line: 1, column: 1 }, _))));
}

#[test]
fn another_version_or_another_file_is_told_apart() {
    let written = json::write(&fixtures::tiny());
    let newer = written.replace("\"version\": 1", "\"version\": 7");
    assert_eq!(json::read(&newer), Err(ReadError::Version(7)));
    // What a newer version has instead of nodes does not matter.
    let strange = r#"{"schema": "rosweave-description", "version": 2, "nodes": 5}"#;
    assert_eq!(json::read(strange), Err(ReadError::Version(2)));
    for other in ["{}", "[]", "3", r#"{"version": 1}"#, r#"{"schema": "x", "version": 1, "nodes": []}"#] {
        let error = json::read(other).expect_err(other);
        assert!(error.to_string().contains("no description of nodes"), "{other}: {error}");
    }
}

#[test]
fn a_field_of_another_type_says_where() {
    let written = json::write(&fixtures::tiny());
    let wrong = written.replace("\"mode\": \"sync\"", "\"mode\": \"sometimes\"");
    let error = json::read(&wrong).expect_err("no such mode");
    let line = wrong.lines().position(|line| line.contains("sometimes")).expect("it is there") + 1;
    assert_eq!(error.place().map(|place| place.line), Some(line), "{error}");
    assert!(error.to_string().contains("unknown variant `sometimes`"), "{error}");
}

#[test]
fn new_fields_of_the_same_version_are_passed_over() {
    let written = json::write(&fixtures::tiny());
    let more = written.replacen("\"nodes\": [", "\"written_by\": \"later\",\n  \"nodes\": [", 1);
    assert_eq!(json::read(&more), Ok(fixtures::tiny()));
}

#[test]
fn what_refers_to_nothing_says_which() {
    let mut description = fixtures::control_loop();
    description.nodes[1].callbacks[0].waits[0].client = "gone".to_owned();
    let error = json::read(&json::write(&description)).expect_err("no such client");
    let text = error.to_string();
    assert!(text.contains("nodes[1].callbacks[0].waits[0].client is `gone`"), "{text}");

    let mut description = fixtures::control_loop();
    description.nodes[1].clients[0].group = "gone".to_owned();
    let text = json::read(&json::write(&description)).expect_err("no such group").to_string();
    assert!(text.contains("nodes[1].clients[0].group is `gone`"), "{text}");

    let mut description = fixtures::ring();
    description.cycles[0].steps[0].node = 9;
    let text = json::read(&json::write(&description)).expect_err("no such node").to_string();
    assert!(text.contains("cycles[0].steps[0].node is 9"), "{text}");

    let mut description = fixtures::tiny();
    description.nodes[0].callbacks[1].name = "talk".to_owned();
    let text = json::read(&json::write(&description)).expect_err("two of one name").to_string();
    assert!(text.contains("nodes[0].callbacks[1] is the second one called `talk`"), "{text}");
}

#[test]
fn markdown_has_whole_tables_and_no_html_of_the_users() {
    for (name, description) in all() {
        let written = markdown(&description);
        let (mut columns, mut cells, mut rows) = (0, 0, 0);
        for event in Parser::new_ext(&written, Options::ENABLE_TABLES) {
            match event {
                Event::Start(Tag::Table(alignment)) => columns = alignment.len(),
                Event::Start(Tag::TableRow | Tag::TableHead) => (cells, rows) = (0, rows + 1),
                Event::Start(Tag::TableCell) => cells += 1,
                Event::End(pulldown_cmark::TagEnd::TableRow) => assert_eq!(cells, columns, "{name}"),
                Event::Html(html) | Event::InlineHtml(html) => panic!("{name}: {html}"),
                Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::Emphasis | Tag::Strong) => {
                    panic!("{name}: the user's text became markup")
                }
                _ => {}
            }
        }
        let lines =
            written.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| ---")).count();
        assert_eq!(rows, lines, "{name}: each line of a table is a row of it");
    }
}

#[test]
fn markdown_shows_names_as_they_are() {
    let description = fixtures::nasty();
    let written = markdown(&description);
    let shown: Vec<String> = Parser::new_ext(&written, Options::ENABLE_TABLES)
        .filter_map(|event| match event {
            Event::Code(code) => Some(code.into_string()),
            _ => None,
        })
        .collect();
    let node = &description.nodes[0];
    let names = node.callbacks.iter().map(|callback| &callback.name);
    let names = names.chain(node.publishers.iter().flat_map(|each| [&each.topic, &each.message]));
    for name in names.chain(node.clients.iter().flat_map(|each| [&each.service, &each.service_type])) {
        assert!(shown.contains(name), "{name} is not among {shown:?}");
    }
}

#[test]
fn mermaid_has_nothing_of_the_users_outside_of_plain_labels() {
    for (name, description) in all() {
        for line in mermaid(&description).lines() {
            let parts: Vec<&str> = line.split('"').collect();
            assert!(matches!(parts.len(), 1 | 3), "{name}: {line}");
            if let [before, label, after] = parts.as_slice() {
                assert!(before.is_ascii() && after.is_ascii(), "{name}: {line}");
                let label = label.replace("<br/>", "");
                let plain = |c: char| c.is_alphanumeric() || " /_-.,:()#;…".contains(c);
                assert!(label.chars().all(plain), "{name}: {label}");
                for entity in label.split('#').skip(1) {
                    let number = entity.split(';').next().expect("there is a first part");
                    assert!(number.parse::<u32>().is_ok(), "{name}: {label}");
                }
            }
        }
    }
}

#[test]
fn text_stays_in_its_lines_and_leaves_the_terminal_alone() {
    for (name, description) in all() {
        let written = text(&description);
        assert!(!written.chars().any(|c| c.is_control() && c != '\n'), "{name}");
        assert!(!written.contains('\u{202e}'), "{name}: it would turn the rest of the line");
        assert!(!written.contains("\n\n\n"), "{name}");
        assert!(written.lines().all(|line| line.trim_end() == line), "{name}");
    }
}

#[test]
fn text_has_every_entity() {
    for (name, description) in all() {
        let written = text(&description);
        for entity in fixtures::entities(&description) {
            let shown = entity.shown.as_str();
            // A name that is too long is shortened: its beginning and its end are there.
            let head: String = shown.chars().take(15).collect();
            let tail: String = shown.chars().skip(shown.chars().count().saturating_sub(20)).collect();
            assert!(written.contains(&head) && written.contains(&tail), "{name}: {shown}");
        }
    }
}

#[test]
fn formats_have_names_and_others_are_refused_with_all_of_them() {
    for (name, format) in Format::ALL {
        assert_eq!(name.parse(), Ok(format));
        assert!(format.render(&fixtures::tiny()).ends_with('\n'), "{name}");
    }
    let error = "pdf".parse::<Format>().expect_err("no such format").to_string();
    assert_eq!(
        error,
        "`pdf` is no format of a description\n  \
         help: use one of `text`, `json`, `markdown`, `svg`, `mermaid`"
    );
}

#[test]
fn names_that_clash_and_quality_that_does_not_fit_are_told() {
    assert_eq!(doubts(&fixtures::ring()), Vec::<String>::new());

    let mut twice = fixtures::ring();
    twice.nodes.push(twice.nodes[1].clone());
    assert_eq!(
        doubts(&twice),
        [
            "2 nodes are called `/arm`",
            "`/move_to` is served by `/arm` and `/arm`, and calls are taken to go to the first one",
        ]
    );

    let mut deaf = fixtures::control_loop();
    assert_eq!(doubts(&deaf), Vec::<String>::new(), "reliable serves who asks for less");
    let arm = &mut deaf.nodes[0];
    arm.publishers[0].qos = Qos { reliability: Reliability::BestEffort, ..Qos::default() };
    let Trigger::Subscription(subscription) = &mut arm.callbacks[1].trigger else { panic!() };
    subscription.qos = Qos::default();
    assert_eq!(
        doubts(&deaf),
        ["`on_goal` of `/arm` gets nothing of `goal` of `/arm` on `/goal`: reliability: offered \
          best effort, asked reliable"]
    );
}

#[test]
fn a_name_of_several_types_is_told() {
    let told = |heard: (&str, Option<&str>), said: (&str, Option<&str>)| {
        let mut description = fixtures::control_loop();
        let arm = &mut description.nodes[0];
        let publisher = &mut arm.publishers[0];
        (publisher.message, publisher.ros_type) = (said.0.to_owned(), said.1.map(str::to_owned));
        let Trigger::Subscription(subscription) = &mut arm.callbacks[1].trigger else { panic!() };
        (subscription.message, subscription.ros_type) = (heard.0.to_owned(), heard.1.map(str::to_owned));
        doubts(&description)
    };
    let (string, int64) = (Some("std_msgs/msg/String"), Some("std_msgs/msg/Int64"));
    assert_eq!(
        told(("Number", int64), ("Text", string)),
        [
            "topic `/goal` is of several types, and ROS 2 joins none with another: `std_msgs/msg/Int64` for `/arm` and \
          `std_msgs/msg/String` for `/arm`"
        ]
    );
    assert_eq!(told(("Alias", string), ("msg::String", string)), Vec::<String>::new(), "ROS's name decides");
    assert_eq!(
        told(("Goal", None), ("Text", string)),
        ["topic `/goal` may be of several types: `Goal` for `/arm` and `std_msgs/msg/String` for `/arm`"]
    );
    assert_eq!(told(("Goal", None), ("crate::Goal", None)), Vec::<String>::new(), "written with its path");
    assert_eq!(told(("String", None), ("std_msgs::msg::String", string)), Vec::<String>::new());

    let mut ring = fixtures::ring();
    ring.nodes[0].clients[0].ros_type = Some("my_package/srv/Move".to_owned());
    let service = ring.nodes[0].clients[0].service.clone();
    let (callback, _) = ring.nodes[1].services().next().expect("it serves");
    let name = callback.name.clone();
    let callback = ring.nodes[1].callbacks.iter_mut().find(|of| of.name == name).expect("just found");
    let Trigger::Service(server) = &mut callback.trigger else { panic!() };
    server.ros_type = Some("my_package/srv/Carry".to_owned());
    let [doubt] = &*doubts(&ring) else { panic!() };
    assert!(doubt.starts_with(&format!("service `{service}` is of several types")), "{doubt}");
}

/// The page of the schema, which is that of the crate, too.
#[test]
fn the_schema_names_every_field() {
    let page = include_str!("../src/schema.md");
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/describe-schema.md");
    let published = std::fs::read_to_string(root).expect("it is there");
    assert!(page == published, "copy runtime/describe/src/schema.md to docs/describe-schema.md, or back");
    let mut seen = 0;
    for (_, description) in all() {
        for line in json::write(&description).lines() {
            let Some((key, _)) = line.trim().split_once("\": ") else { continue };
            let key = format!("`{}", key.trim_start_matches('"'));
            let named = page
                .match_indices(&key)
                .any(|(at, _)| !page[at + key.len()..].starts_with(char::is_alphanumeric));
            assert!(
                named || page.contains(&key.replace('`', "{")) || page.contains(&key.replace('`', ", ")),
                "{key}"
            );
            seen += 1;
        }
    }
    assert!(seen > 500, "{seen}");
}
